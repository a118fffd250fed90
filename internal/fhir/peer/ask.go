package peer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

// Question is one call to a peer.
type Question struct {
	Method  string
	Address string // below the system's own addresses
	Body    []byte
	// Media is the content type of Body.
	Media  string
	Header http.Header // further headers
}

// Answer is what came of a question.
type Answer struct {
	Status int
	ETag   string
	Body   []byte
}

// Refusal is an answer of a peer that is no success.
type Refusal struct {
	Peer   string // its name
	Status int
	Body   []byte
}

// Error implements error.
func (r *Refusal) Error() string { return "the peer answered " + strconv.Itoa(r.Status) }

// StatusOf gives the status with which a peer refused; 0 when it did not.
func StatusOf(err error) int {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r.Status
	}
	return 0
}

// Ask asks a peer something and notes on its row how that went. An answer beyond 2xx is a [Refusal]; a system that
// cannot be reached is Unavailable.
func (s *Service) Ask(ctx context.Context, p *Peer, q Question) (a Answer, err error) {
	defer fault.Wrap(&err, "peer.Ask(%s)", p.ID)
	a, err = s.ask(ctx, p, q)
	if ctx.Err() == nil {
		err = errors.Join(err, s.note(ctx, p, err))
	}
	return a, err
}

func (s *Service) ask(ctx context.Context, p *Peer, q Question) (a Answer, err error) {
	if !p.below(q.Address) {
		return a, errAway
	}
	for again := false; ; again = true {
		bearer, err := s.bearer(ctx, p, again)
		if err != nil {
			return a, err
		}
		a, err = s.call(ctx, p, q, bearer)
		// A token may have ended before its time: the system was started anew, or took it away.
		if StatusOf(err) != http.StatusUnauthorized || again {
			return a, err
		}
	}
}

// below tells whether an address is one that an administrator meant.
func (p *Peer) below(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Fragment != "" || strings.Contains(u.Path, "..") || strings.Contains(u.Path, "\\") {
		return false
	}
	return p.Holds(address) || p.Notices != "" && (strings.HasPrefix(address, p.Notices+"/"))
}

func (s *Service) call(ctx context.Context, p *Peer, q Question, bearer string) (a Answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestFor)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, q.Method, q.Address, bytes.NewReader(q.Body))
	if err != nil {
		return a, errAway
	}
	for name, values := range q.Header {
		r.Header[name] = values
	}
	r.Header.Set("Accept", "application/fhir+json")
	r.Header.Set("User-Agent", "eerstelijn")
	r.Header.Set("Authorization", "Bearer "+bearer)
	if q.Media != "" {
		r.Header.Set("Content-Type", q.Media)
	}
	return s.do(p, r)
}

// do makes a call. Its errors show no path: a reference may have brought it.
func (s *Service) do(p *Peer, r *http.Request) (a Answer, err error) {
	answer, err := outward.Do(s.HTTP, r)
	if err != nil {
		return a, unreachable(p, err)
	}
	defer func() { _ = answer.Body.Close() }()
	a.Status, a.ETag = answer.StatusCode, answer.Header.Get("ETag")
	if a.Body, err = io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1)); err != nil {
		return a, unreachable(p, err)
	}
	switch {
	case len(a.Body) > mostAnswer:
		return a, fault.New(fault.Unavailable, p.Name+" stuurt te veel in één keer.", "the answer of the peer is too large")
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		return a, &Refusal{Peer: p.Name, Status: answer.StatusCode, Body: a.Body}
	}
	return a, nil
}

func unreachable(p *Peer, err error) error {
	return fault.New(fault.Unavailable, p.Name+" is niet te bereiken.", "the peer cannot be reached").Because(err)
}

var errAway = fault.New(fault.Unavailable, "Het andere systeem verwijst naar een adres dat niet van dat systeem is. Dat vragen we niet.",
	"the reference leads to an address that is not below those of the peer; it is not followed")

// Words gives what to tell people of a question that failed.
func Words(err error) fault.Text {
	if err == nil {
		return fault.Text{}
	}
	if r, ok := errors.AsType[*Refusal](err); ok {
		nl := r.Peer + " antwoordt met foutcode " + strconv.Itoa(r.Status) + "."
		switch r.Status {
		case http.StatusUnauthorized:
			nl = r.Peer + " herkent ons niet. Kloppen het nummer en onze sleutels daar nog?"
		case http.StatusForbidden:
			nl = r.Peer + " laat ons dit niet doen. Hebben wij daar de rechten?"
		case http.StatusNotFound, http.StatusGone:
			nl = r.Peer + " kent dit niet (meer)."
		case http.StatusTooManyRequests:
			nl = r.Peer + " vraagt ons om later terug te komen."
		}
		return fault.Text{NL: nl, EN: r.Error()}
	}
	return fault.Safe(err).Text
}

// note keeps how a peer answered. Its own no is an answer as well: it was reached.
func (s *Service) note(ctx context.Context, p *Peer, cause error) error {
	words := Words(cause)
	if status := StatusOf(cause); status >= 400 && status < 500 && status != http.StatusUnauthorized && status != http.StatusForbidden {
		words = fault.Text{}
	}
	now := clock.Micros(s.Now())
	if p.Problem == words && s.Now().Sub(p.Tried) < time.Minute {
		return nil // said a moment ago
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE peer SET tried_at = $1, good_at = CASE WHEN $2 = '' THEN $1 ELSE good_at END, problem_nl = $3, problem_en = $2 WHERE id = $4`,
			now, words.EN, words.NL, p.ID)
		return err
	})
}
