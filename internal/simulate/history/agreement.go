package history

import (
	"strings"
	"time"
)

// deal is an agreement in few words.
type deal struct {
	key, level, kind, parent string
	place                    place
	from                     time.Time
	parties                  []party
}

// kinds are those that a region may agree on.
var kinds = []string{"cooperation", "programme", "bridging", "tasks", "room", "transmural", "availability", "data", "reachability", "intent"}

// subjects are what the mandates for them are about, where it is not called as the kind.
var subjects = map[string]string{"intent": "cooperation", "availability": "capacity"}

// body is what is agreed: as long as such texts are.
var body = `{"clauses":[` + strings.Repeat(`{"Number":"1","Heading":"Wat wij doen","Text":"`+strings.Repeat("Wij spreken af wat wij doen, wanneer, en voor wie. ", 12)+`","Status":"","NationalOnly":false},`, 5) +
	`{"Number":"6","Heading":"Einde","Text":"Deze afspraak eindigt als een van ons dat zegt.","Status":"","NationalOnly":false}],` +
	`"obligations":[{"ID":"a","Clause":"1","Who":"each","What":"Wij antwoorden op tijd.","Measure":"attested","Params":null,"Norm":80,"Period":"month"}],` +
	`"programme":null,"from":null,"until":null,"review_at":null,"open":true,"grants":[]}`

// agreement writes one with its states: agreed in the course of a quarter, half of them renewed after two
// years, some under review for a while, some ended.
func (w *writer) agreement(d deal) string {
	w.numbers++
	subject := d.kind
	if s, ok := subjects[d.kind]; ok {
		subject = s
	}
	type step struct {
		state   string
		version int
		at      time.Time
		act     string
	}
	steps := []step{{"draft", 1, d.from, "Draft"}, {"consent", 1, d.from.AddDate(0, 1, 0), "Offer"}, {"active", 1, d.from.AddDate(0, 3, 0), "Sign"}}
	if w.IntN(2) == 0 {
		steps = append(steps, step{"active", 2, d.from.AddDate(2, 0, 0), "Sign"})
	}
	if w.IntN(6) == 0 {
		last := steps[len(steps)-1]
		steps = append(steps, step{"review", last.version, last.at.AddDate(0, 6, 0), "LostTx"}, step{"active", last.version, last.at.AddDate(0, 8, 0), "Resume"})
	}
	if w.IntN(6) == 0 {
		last := steps[len(steps)-1]
		steps = append(steps, step{"ended", last.version, last.at.AddDate(1, 0, 0), "End"})
	}
	for len(steps) > 1 && steps[len(steps)-1].at.After(w.Until) {
		steps = steps[:len(steps)-1]
	}
	last := steps[len(steps)-1]
	w.put("agreement", "id, number, edit, state, kind, level, forum, region, wijkverband, subject, template, drafted_by, version, newest, public, made_at, changed_at",
		d.key, w.numbers, len(steps), last.state, d.kind, d.level, d.place.forum, d.place.region, d.place.wijkverband, subject, "", "", last.version, last.version, 0,
		w.us(d.from), w.us(last.at))
	agreed := map[int]time.Time{}
	for i, s := range steps {
		var until any
		if i+1 < len(steps) {
			until = w.us(steps[i+1].at)
		}
		w.put("agreement_state", "agreement, edit, from_at, until_at, state, version, public, act, why", d.key, i+1, w.us(s.at), until, s.state, s.version, 0, s.act, "")
		if s.state == "active" && agreed[s.version].IsZero() {
			agreed[s.version] = s.at
		}
	}
	for version := 1; version <= last.version; version++ {
		state, at := "agreed", agreed[version]
		offered := w.us(d.from.AddDate(2*(version-1), 1, 0))
		if at.IsZero() {
			if state = last.state; state == "draft" {
				offered = nil
			}
		}
		w.put("agreement_text", "agreement, version, state, title, parent, body, review_at, until_at, why, made_at, offered_at, agreed_at, dropped_at",
			d.key, version, state, "Afspraak "+d.kind, d.parent, body, nil, nil, "", w.us(d.from), offered, w.us(at), nil)
		for i, p := range d.parties {
			w.put("agreement_party", "agreement, version, organization, position, as_what, since_at, added_at",
				d.key, version, p.organization, i, "party", w.us(at), w.us(d.from))
			if at.IsZero() {
				continue
			}
			signature := key("signature", d.key, version, i)
			w.put("agreement_signature", "id, agreement, version, party, as_what, signer, at, statement, digest, key_id, public_key, seal",
				signature, d.key, version, p.organization, "party", p.person, w.us(at), "{}", "", "", []byte{}, []byte{})
			w.put("agreement_chain", "signature, position, kind, link, version, from_at, until_at", signature, 1, "mandate", p.mandate, 1, w.us(w.From), nil)
		}
	}
	return d.key
}
