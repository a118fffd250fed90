package feed

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
)

// transaction writes a Bundle: all of it or nothing.
func (f *feeder) transaction(w http.ResponseWriter, r *http.Request, q *request, body []byte) error {
	list, err := entries(body, q.base)
	if err != nil {
		return err
	}
	all, err := f.write(r.Context(), q, list)
	if err != nil {
		return err
	}
	answer := &r4.Bundle{Type: "transaction-response", Entry: make([]r4.BundleEntry, len(all))}
	for i := range all {
		d := &all[i]
		e := &answer.Entry[i]
		e.Response = &r4.BundleEntryResponse{Status: strconv.Itoa(d.status) + " " + http.StatusText(d.status)}
		if d.Type != provenance || d.version > 0 { // else nobody knows yet which one tells of it
			e.FullURL = q.base + "/" + d.String()
			e.Response.Location = e.FullURL
		}
		if d.version > 0 {
			e.Response.Location = q.base + "/" + d.address()
			e.Response.Etag = etag(d.version)
			e.Response.LastModified = d.at.UTC().Format(time.RFC3339Nano)
		}
		if q.prefer == "representation" {
			e.Resource = d.kept
		}
		if len(d.lost) > 0 || d.version == 0 || q.prefer == "OperationOutcome" {
			if e.Response.Outcome, err = r4.Marshal(d.outcome()); err != nil {
				return err
			}
		}
	}
	return outcome.PrivateOf(w, http.StatusOK, answer)
}

// entries reads what a transaction asks.
func entries(body []byte, base string) ([]write, error) {
	if kind, err := r4.TypeOf(body); err != nil || kind != "Bundle" {
		return nil, outcome.RefuseAt(http.StatusBadRequest, "structure", "resourceType", "Hier past alleen een Bundle.", "expected a Bundle")
	}
	var b r4.Bundle
	if err := json.Unmarshal(body, &b); err != nil {
		return nil, outcome.RefuseAt(http.StatusBadRequest, "structure", "Bundle", "Deze Bundle is niet te lezen.", "this Bundle cannot be read")
	}
	if b.Type != "transaction" {
		return nil, unprocessable("Bundle.type", "Hier past alleen een transaction.", "only a transaction is done here")
	}
	if len(b.Entry) > maxEntries {
		return nil, outcome.RefuseAt(http.StatusRequestEntityTooLarge, "too-long", "Bundle.entry", "Een transactie heeft hooguit 500 delen.", "a transaction has at most 500 entries")
	}
	list := make([]write, len(b.Entry))
	for i := range b.Entry {
		e := &b.Entry[i]
		at := "Bundle.entry[" + strconv.Itoa(i) + "]"
		if e.Request == nil || e.Request.Method == "" || e.Request.URL == "" {
			return nil, outcome.RefuseAt(http.StatusBadRequest, "required", at+".request", "Bij elk deel horen method en url.", "each entry needs a request with method and url")
		}
		w, err := asked(e, at, base)
		if err != nil {
			return nil, err
		}
		list[i] = *w
	}
	return list, nil
}

// asked reads one entry.
func asked(e *r4.BundleEntry, at, base string) (*write, error) {
	url := strings.TrimPrefix(strings.TrimPrefix(e.Request.URL, base), "/")
	kind, id, one := strings.Cut(url, "/")
	w := &write{kind: kind, id: id, method: e.Request.Method, ifMatch: e.Request.IfMatch, ifNoneExist: e.Request.IfNoneExist, ifNoneMatch: e.Request.IfNoneMatch,
		fullURL: e.FullURL, at: at + ".resource", body: e.Resource}
	switch _, served := param.Find(kind); {
	case w.method != http.MethodPost && w.method != http.MethodPut:
		return nil, outcome.RefuseAt(http.StatusUnprocessableEntity, "not-supported", at+".request.method", "Alleen POST en PUT kunnen hier. Wat stopt, krijgt active: false, en een Endpoint status: off.", "only POST and PUT are done here; what ends gets active: false, and an Endpoint status: off")
	case !served || !writable(kind) && (kind != provenance || w.method != http.MethodPost):
		return nil, outcome.RefuseAt(http.StatusUnprocessableEntity, "not-supported", at+".request.url", "Dit soort bron is hier niet te schrijven.", "this resource type is not written here")
	case one != (w.method == http.MethodPut) || strings.ContainsAny(url, "?#"):
		return nil, outcome.RefuseAt(http.StatusBadRequest, "value", at+".request.url", "Verwacht is POST soort of PUT soort/id.", "expected POST {type} or PUT {type}/{id}")
	case len(w.body) == 0:
		return nil, outcome.RefuseAt(http.StatusBadRequest, "required", at+".resource", "De bron ontbreekt.", "the resource is missing")
	}
	return w, nil
}
