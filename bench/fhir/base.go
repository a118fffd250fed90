package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"eerstelijn/bench/measure"
)

// base is a FHIR server under measurement.
type base struct {
	name string
	path string // of the base URL
	// token gives what is to be sent with what is written; nil where nothing is asked.
	token func(ctx context.Context) (string, error)
	// organization is the only one whose services may be written; empty is any.
	organization string
	// processes are those that work for it, and memory is what they hold, in MB; nil when they are not ours to see.
	processes []int
	memory    func() (mb float64, what string, err error)
	// settle is done once, when the base is filled.
	settle func(ctx context.Context) error

	line
}

// line is a connection that is made anew when it was silent for long: a server hangs up while the other has
// its turns.
type line struct {
	host string // and port
	c    *measure.Connection
	used time.Time
}

// silence is how long every server lets a connection wait.
const silence = 5 * time.Second

func (l *line) get(request []byte) ([]byte, error) {
	if l.c == nil || time.Since(l.used) > silence {
		if err := l.close(); err != nil {
			return nil, err
		}
		var err error
		if l.c, err = measure.Dial(l.host); err != nil {
			return nil, err
		}
	}
	body, err := l.c.Get(request)
	l.used = time.Now()
	return body, err
}

func (l *line) close() error {
	if l.c == nil {
		return nil
	}
	return l.c.Close()
}

func newBase(name, address string) (*base, error) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || u.Scheme != "http" || u.Host == "" {
		return nil, fmt.Errorf("-base %s: expected an address that begins with http:// (the client of the measurements speaks no TLS)", address)
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), "80")
	}
	return &base{name: name, path: u.Path, line: line{host: host}}, nil
}

// tokenIs gives a token that was given.
func tokenIs(token string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return token, nil }
}

// head is what goes along with each question. Each question comes from another address, as far as a proxy would
// say so: ours gives each address no more than its share of a second.
func head(caller int) []string {
	return []string{"Accept: application/fhir+json", fmt.Sprintf("X-Forwarded-For: 10.%d.%d.%d", caller>>16&255, caller>>8&255, caller&255)}
}

// request writes a question that caller asks; what comes behind the base URL, or all of an address of the base.
func (s *base) request(target string, caller int) []byte {
	if strings.HasPrefix(target, "http") {
		if u, err := url.Parse(target); err == nil {
			return measure.Request(u.RequestURI(), head(caller)...)
		}
	}
	return measure.Request(s.path+"/"+target, head(caller)...)
}

// bundle is what the measurements read of a Bundle.
type bundle struct {
	Link  []struct{ Relation, URL string }
	Entry []struct{ Resource json.RawMessage }
}

func (b *bundle) next() string {
	for _, l := range b.Link {
		if l.Relation == "next" {
			return l.URL
		}
	}
	return ""
}

// read asks one page.
func (s *base) read(target string, caller int) (page bundle, err error) {
	body, err := s.get(s.request(target, caller))
	if err != nil {
		return page, fmt.Errorf("%s: GET %s: %w", s.name, target, err)
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return page, fmt.Errorf("%s: GET %s: %w", s.name, target, err)
	}
	return page, nil
}

// walk reads page after page, and gives each to visit until the last, or until visit says it is enough.
func (s *base) walk(ctx context.Context, target string, visit func(page bundle) (more bool, err error)) error {
	for caller := 0; target != ""; caller++ {
		page, err := s.read(target, caller)
		if err != nil {
			return err
		}
		if more, err := visit(page); err != nil || !more {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		target = page.next()
	}
	return nil
}
