package mirror

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/outward"
)

const (
	attempts  = 4
	firstWait = time.Second
	mostWait  = 30 * time.Second
	// mostPage bounds one answer, unpacked.
	mostPage = 64 << 20
	// mostLater bounds how long a source can send us away.
	mostLater = 24 * time.Hour
	// mostAddress bounds the address of a page.
	mostAddress = 8 << 10
)

// fetcher asks sources. It tries again what may pass by itself.
type fetcher struct {
	http *http.Client
	wait func(time.Duration) <-chan time.Time
	now  clock.Clock
}

// refusal is an answer of a source that is no success.
type refusal struct {
	status int
	after  time.Duration // it asked to be left alone for so long; 0: it did not say
}

func (r *refusal) Error() string { return "the source answered " + strconv.Itoa(r.status) }

// passing tells whether the same question may be answered later.
func (r *refusal) passing() bool {
	switch r.status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// status gives the status with which a source refused; 0 when it did not.
func status(err error) int {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.status
	}
	return 0
}

// broken is an answer that stops in the middle or never comes: another try may bring it whole.
type broken struct{ err error }

func (b *broken) Error() string { return b.err.Error() }
func (b *broken) Unwrap() error { return b.err }

// get asks an address and hands the answer to read; both happen again when it goes wrong in a way that may
// pass. renew is called before each attempt.
func (f *fetcher) get(ctx context.Context, address, token string, renew func() error, read func(io.Reader) error) error {
	pause := firstWait
	for attempt := 1; ; attempt++ {
		if err := renew(); err != nil {
			return err
		}
		err := f.once(ctx, address, token, read)
		no, refused := errors.AsType[*refusal](err)
		_, cut := errors.AsType[*broken](err)
		switch {
		case err == nil, ctx.Err() != nil, !cut && (!refused || !no.passing()):
			return err
		case attempt == attempts, refused && no.after > mostWait:
			return err
		}
		wait := time.Duration(float64(pause) * (0.5 + rand.Float64()))
		if refused && no.after > 0 {
			wait = no.after
		}
		select {
		case <-f.wait(min(wait, mostWait)):
		case <-ctx.Done():
			return ctx.Err()
		}
		pause *= 2
	}
}

func (f *fetcher) once(ctx context.Context, address, token string, read func(io.Reader) error) error {
	ctx, cancel := context.WithTimeout(ctx, requestFor)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return errors.New("mirror: the address cannot be asked")
	}
	q.Header.Set("Accept", "application/fhir+json")
	q.Header.Set("User-Agent", "eerstelijn")
	if token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	r, err := outward.Do(f.http, q)
	if err != nil {
		return &broken{err}
	}
	defer func() {
		_, _ = io.CopyN(io.Discard, r.Body, 1<<10) // a line that was read to its end is used again
		_ = r.Body.Close()
	}()
	if r.StatusCode != http.StatusOK {
		return &refusal{r.StatusCode, f.later(r.Header.Get("Retry-After"))}
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/fhir+json" && kind != "application/json" {
		return errKind
	}
	in := &bounded{r: r.Body, left: mostPage}
	err = read(in)
	switch {
	case in.over:
		return errTooLarge
	case in.err != nil: // the line, not what came over it
		return &broken{in.err}
	}
	return err
}

// later reads Retry-After: seconds, or a moment.
func (f *fetcher) later(text string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n > 0 {
		return min(time.Duration(min(n, int(mostLater/time.Second)))*time.Second, mostLater)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(f.now()), 0), mostLater)
	}
	return 0
}

// bounded reads so many bytes and notes what ended it.
type bounded struct {
	r    io.Reader
	left int
	over bool
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.over = true
		return 0, errTooLarge
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// What a source can do that no second try mends.
var (
	errKind = fault.New(fault.Unavailable, "De bron stuurt geen FHIR in JSON. Klopt het adres?",
		"the source does not answer with FHIR in JSON (application/fhir+json); is the address right?")
	errTooLarge = fault.New(fault.Unavailable, "De bron stuurt te veel in één keer: een pagina is groter dan 64 MB.", "a page of the source is larger than 64 MB")
	errNotAPage = fault.New(fault.Unavailable, "De bron stuurt iets dat geen lijst van FHIR is.", "the source answered with something that is no FHIR Bundle")
	errLoop     = fault.New(fault.Unavailable, "De bron verwijst steeds naar dezelfde pagina.", "the source links to a page that was read already: its pages never end")
	errAway     = fault.New(fault.Unavailable, "De bron verwijst voor de volgende pagina naar een ander adres. Dat volgen we niet.",
		"the next page of the source is at another address, which is not followed; set the address of the source to the one in its links")
	errNoHistory = fault.New(fault.Unavailable, "De bron zegt niet wat er veranderde (_history). Zonder dat kunnen we haar niet volgen.",
		"the source refuses _history with the _since that it gave itself; it cannot be followed")
	errTooMany = fault.New(fault.Unavailable, "De bron heeft meer gegevens dan is toegestaan.", "the source has more resources than its limit allows")
)

// nextAddress gives the address of the next page: within the source alone, so that no link of it leads
// elsewhere, and never with less safety than the source itself.
func nextAddress(base, now, next string) (string, error) {
	at, err := url.Parse(now)
	if err != nil {
		return "", errAway
	}
	to, err := at.Parse(next)
	if err != nil {
		return "", errAway
	}
	home, err := url.Parse(base)
	if err != nil || !strings.EqualFold(to.Host, home.Host) || to.User != nil || to.Scheme != "http" && to.Scheme != "https" {
		return "", errAway
	}
	to.Scheme, to.Fragment = home.Scheme, ""
	if text := to.String(); len(text) <= mostAddress {
		return text, nil
	}
	return "", errAway
}

// toldOf gives the words for what went wrong with a source.
func toldOf(err error) *fault.Error {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind != fault.Internal {
		return f
	}
	if no, ok := errors.AsType[*refusal](err); ok {
		nl := "De bron antwoordt met foutcode " + strconv.Itoa(no.status) + "."
		switch no.status {
		case http.StatusUnauthorized, http.StatusForbidden:
			nl = "De bron laat ons er niet in. Klopt het token?"
		case http.StatusNotFound:
			nl = "Op dit adres is niets te vinden. Klopt het adres?"
		case http.StatusTooManyRequests:
			nl = "De bron vraagt ons om later terug te komen."
		}
		return fault.New(fault.Unavailable, nl, no.Error()).Because(err)
	}
	if _, ok := errors.AsType[*broken](err); ok {
		return fault.New(fault.Unavailable, "De bron is niet te bereiken, of de verbinding brak af.", "the source cannot be reached, or the line broke").Because(err)
	}
	return fault.Safe(err)
}
