package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/once"
)

// written is the answer to a request that changed something. ETag is the version that is now there.
type written[B any] struct {
	Status   int
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     B
}

// onceOnly marks an operation that answers a repeated request with its first answer.
const onceOnly = "once"

// creating is [write] of an operation whose answer is a thing that was not there before.
func creating[I, B any](s *server, path, id, summary string, answer func(in *I, r request) (written[B], error)) {
	addWrite(s, operation(http.MethodPost, path, id, summary), http.StatusCreated, answer)
}

// write adds an operation that changes something. A POST may carry an Idempotency-Key.
func write[I, B any](s *server, method, path, id, summary string, answer func(in *I, r request) (written[B], error)) {
	addWrite(s, operation(method, path, id, summary), http.StatusOK, answer)
}

func addWrite[I, B any](s *server, op huma.Operation, status int, answer func(in *I, r request) (written[B], error)) {
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = maxBody
	}
	op.DefaultStatus, op.Metadata = status, map[string]any{onRecord: true}
	if op.Method == http.MethodPost {
		op.Metadata[onceOnly] = true
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: idempotencyKey, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(mostKey)},
			Description: "Zelf gekozen. Hetzelfde verzoek met dezelfde sleutel krijgt 24 uur lang het eerste antwoord, en gebeurt niet nog eens.",
		})
	}
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*written[B], error) {
		out, err := answer(in, request{ctx, s.Now()})
		if err != nil {
			if p, ok := errors.AsType[*problem](err); ok {
				return nil, p
			}
			return nil, s.problem(ctx, err)
		}
		out.Status = status
		return &out, nil
	})
}

// actor is who asks.
func (r request) actor() access.Actor { return identity.ActorOf(r.Context) }

// versionTag is the ETag of a version.
func versionTag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// expectedVersion reads If-Match. Without one a change could undo somebody else's unseen.
func expectedVersion(ifMatch string) (int64, error) {
	if ifMatch == "" {
		return 0, problemOf(http.StatusPreconditionRequired, "Send the ETag of what you read in If-Match.")
	}
	tag, quoted := strings.CutPrefix(ifMatch, `"`)
	tag, closed := strings.CutSuffix(tag, `"`)
	version, err := strconv.ParseInt(tag, 10, 64)
	if !quoted || !closed || err != nil || version < 1 {
		return 0, changedSinceRead()
	}
	return version, nil
}

func changedSinceRead() error {
	return problemOf(http.StatusPreconditionFailed, "If-Match is not the ETag of the present version. Read it again and make your change on that.")
}

const (
	idempotencyKey = "Idempotency-Key"
	mostKey        = 200
)

// keptHeaders go with an answer that is given again.
var keptHeaders = []string{"Content-Type", "ETag", "Location"}

// once lets a handler run once for each key that its caller chose. A request that was refused did
// nothing and frees its key, and so does one of which that is known [unreached]; one that went wrong on our side
// keeps it, since nobody knows what was done.
func (s *server) once(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get(idempotencyKey)
		if key == "" || s.Once == nil {
			next(w, r)
			return
		}
		if len(r.Header.Values(idempotencyKey)) > 1 || len(key) > mostKey || !printable(key) {
			s.refuse(w, r, fault.InvalidField(idempotencyKey, "Kies een sleutel van hooguit 200 tekens.", "expected one key of at most 200 visible characters"))
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			writeProblem(w, problemOf(http.StatusRequestEntityTooLarge, "The body is too large or did not arrive."))
			return
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		sum := sha256.Sum256(append([]byte(r.Header.Get("Content-Type")+"\n"+r.URL.RawQuery+"\n"), body...))
		who := identity.ActorOf(r.Context())
		asked := once.Request{Actor: who.Person + " " + who.Organization, Route: r.Method + " " + r.URL.Path, Key: key, Asked: hex.EncodeToString(sum[:])}
		if !identity.SignedIn(who) {
			asked.Actor = who.Person + " " + who.Origin // strangers behind one address may know each other's keys; others may not
		}
		ctx := context.WithoutCancel(r.Context()) // who hangs up asks again: the answer must be there then
		before, err := s.Once.Begin(ctx, asked)
		switch {
		case err != nil:
			s.refuse(w, r, err)
			return
		case before != nil:
			for name, value := range before.Header {
				w.Header().Set(name, value)
			}
			w.WriteHeader(before.Status)
			_, _ = io.WriteString(w, before.Body)
			return
		}
		held := &held{ResponseWriter: w, status: http.StatusOK}
		undone := new(bool)
		next(held, r.WithContext(context.WithValue(r.Context(), undoneKey{}, undone)))
		switch {
		case held.status < http.StatusBadRequest:
			answer := once.Answer{Status: held.status, Header: map[string]string{}, Body: held.body.String()}
			for _, name := range keptHeaders {
				if v := w.Header().Get(name); v != "" {
					answer.Header[name] = v
				}
			}
			err = s.Once.End(ctx, asked, answer)
		case held.status < http.StatusInternalServerError || *undone:
			err = s.Once.GiveBack(ctx, asked)
		}
		if err != nil {
			s.Log.ErrorContext(ctx, "api: an answer could not be kept", "error", err)
		}
		w.WriteHeader(held.status)
		_, _ = held.body.WriteTo(w)
	}
}

type undoneKey struct{}

// unreached is the error of an act that asks another system while somebody waits, and does nothing twice: where that
// system was out of reach nothing was done, so the key of the request is free again.
func unreached(r request, err error) error {
	if undone, ok := r.Value(undoneKey{}).(*bool); ok && fault.KindOf(err) == fault.Unavailable {
		*undone = true
	}
	return err
}

func printable(text string) bool {
	for _, r := range text {
		if r < '!' || r > '~' {
			return false
		}
	}
	return true
}
