package others

import "time"

// What travels, written by hand: another system is another program, and has its own way of writing.

type object = map[string]any

func text(s string) object { return object{"text": s} }

// ura refers to an organisation by its number.
func ura(p Party) object {
	return object{"identifier": object{"system": "http://fhir.nl/fhir/NamingSystem/ura", "value": p.URA}, "display": p.Name}
}

func coded(system, code string) object {
	return object{"coding": []any{object{"system": system, "code": code}}}
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

const tanp = "https://www.twiin.nl/tanp/CodeSystem/tanp-codes"

// notification tells that there is something to read and where, never what or whom.
func notification(q *asked, asker, owner Party) object {
	return object{
		"resourceType": "Task", "status": "requested", "intent": "proposal", "code": coded(tanp, "pull-notification"), "authoredOn": instant(q.at),
		"identifier":      []any{object{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:" + q.identifier}},
		"groupIdentifier": object{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:" + q.thread},
		"requester":       object{"identifier": ura(asker)["identifier"]}, "owner": object{"identifier": ura(owner)["identifier"]},
		"restriction": object{"period": object{"end": instant(q.until)}},
		"basedOn":     []any{object{"reference": Base + "/Task/" + q.id}},
		"input": []any{
			object{"type": coded(tanp, "authorization-base"), "valueString": q.ticket},
			object{"type": coded(tanp, "get-workflow-task"), "valueBoolean": true},
			object{"type": coded(tanp, "read-resource"), "valueReference": object{"reference": Base + "/ServiceRequest/" + q.id}},
		},
	}
}

// task is what was asked of the provider, and where that stands.
func task(q *asked, asker, owner Party) object {
	t := object{
		"resourceType": "Task", "id": q.id, "status": statuses[q.business], "intent": "order", "priority": q.Priority, "code": text(q.What),
		"businessStatus": coded("https://"+platformHost+"/fhir/CodeSystem/stand", q.business), "authoredOn": instant(q.at), "requester": ura(asker), "owner": ura(owner),
		"restriction": object{"period": object{"end": instant(q.until)}},
		"basedOn":     []any{object{"reference": Base + "/ServiceRequest/" + q.id}},
	}
	var needs []any
	for _, n := range q.Needs {
		needs = append(needs, object{"type": text(n[0]), "valueCodeableConcept": text(n[1])})
	}
	if len(needs) > 0 {
		t["input"] = needs
	}
	if q.reason != "" {
		t["statusReason"] = text(q.reason)
	}
	if q.started != "" {
		t["executionPeriod"] = object{"start": q.started}
	}
	return t
}

// request is what is asked. For whom is nowhere in it.
func request(q *asked, asker Party) object {
	r := object{
		"resourceType": "ServiceRequest", "id": q.id, "status": "active", "intent": "order", "priority": q.Priority, "code": text(q.What), "category": []any{text(q.Kind)},
		"subject": object{"display": "Wie het is, blijft bij wie het vraagt"}, "authoredOn": instant(q.at), "requester": ura(asker),
		"locationReference": []any{object{"display": q.Where}}, "occurrencePeriod": object{"end": instant(q.at.Add(q.Begin))}, "note": []any{text(q.Note)},
	}
	var details []any
	for _, d := range q.Details {
		details = append(details, text(d))
	}
	r["orderDetail"] = details
	return r
}
