package app

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// judge opens what a killed program left and holds it against what it had said.
func (l loaded) judge(t *testing.T, told *lines, post *postBox) {
	t.Helper()
	ctx := t.Context()
	a, err := l.open(ctx, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	count := func(what, query string, args ...any) {
		t.Helper()
		var n int
		err := a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&n) })
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	l.lost(t, a, told)

	// Whatever was acknowledged or not, what is there is whole.
	now := clock.Micros(l.clock()())
	count("requests with two winners", `SELECT count(*) FROM (SELECT request FROM placement_invitation WHERE state = 'chosen' GROUP BY request HAVING count(*) > 1) AS twice`)
	count("accepted requests without the one that was chosen", `SELECT count(*) FROM placement_request r WHERE r.state IN ('accepted', 'placed', 'closed')
		AND NOT EXISTS (SELECT 1 FROM placement_invitation i WHERE i.id = r.chosen AND i.request = r.id AND i.state = 'chosen')`)
	count("offered places that are not held", `SELECT count(*) FROM placement_invitation i WHERE i.state = 'offered'
		AND NOT EXISTS (SELECT 1 FROM offer_hold h WHERE h.id = i.hold AND h.ended_at IS NULL)`)
	count("places held for nobody", `SELECT count(*) FROM offer_hold h WHERE h.ended_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM placement_invitation i WHERE i.hold = h.id AND i.state IN ('offered', 'chosen'))`)
	count("ended requests with a question still open", `SELECT count(*) FROM placement_invitation i JOIN placement_request r ON r.id = i.request
		WHERE i.state IN ('open', 'offered') AND r.state NOT IN ('open', 'bridging')`)
	count("offers that hold more than there is", `SELECT count(*) FROM (SELECT h.offer FROM offer_hold h JOIN offer o ON o.id = h.offer
		WHERE h.ended_at IS NULL AND h.until_at > $1 GROUP BY h.offer, o.total HAVING sum(h.places) > o.total) AS over`, now)
	count("offers whose figure is not their newest observation", `SELECT count(*) FROM offer o WHERE o.observed_at IS NOT NULL AND NOT EXISTS (
		SELECT 1 FROM observation b WHERE b.offer = o.id AND b.observed_at = o.observed_at AND b.available = o.available)
		OR EXISTS (SELECT 1 FROM observation b WHERE b.offer = o.id AND b.observed_at > o.observed_at)`)
	count("requests that nothing will happen to", `SELECT count(*) FROM placement_request WHERE next_at IS NULL AND closed_at IS NULL`)
	l.mailed(t, a, post)
}

// lost looks for what was acknowledged and is not there.
func (l loaded) lost(t *testing.T, a *App, told *lines) {
	t.Helper()
	ctx := t.Context()
	err := a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		one := func(query string, args ...any) string {
			var s string
			if err := tx.QueryRow(ctx, query, args...).Scan(&s); err != nil {
				return "nothing"
			}
			return s
		}
		for _, f := range told.all["request"] {
			if s := one(`SELECT state FROM placement_request WHERE id = $1`, f[0]); s == "nothing" || s == "draft" {
				t.Errorf("an opened request is %s", s)
			}
		}
		for _, f := range told.all["invitation"] {
			if s := one(`SELECT state FROM placement_invitation WHERE id = $1`, f[0]); s == "nothing" {
				t.Error("a question that was put is gone")
			}
		}
		for _, f := range told.all["withdrawn"] {
			if s := one(`SELECT state FROM placement_request WHERE id = $1`, f[0]); s != "withdrawn" {
				t.Errorf("a withdrawn request is %s", s)
			}
		}
		for _, f := range told.all["answer"] {
			s := one(`SELECT state FROM placement_invitation WHERE id = $1`, f[0])
			if !mayBecome(placement.InvitationState(f[1]), placement.InvitationState(s)) {
				t.Errorf("an answer that made a question %s left it %s", f[1], s)
			}
		}
		for _, f := range told.all["chosen"] {
			if s := one(`SELECT CASE state WHEN 'withdrawn' THEN $2 ELSE chosen END FROM placement_request WHERE id = $1`, f[0], f[1]); s != f[1] {
				t.Error("a choice is gone")
			}
		}
		for _, f := range told.all["figure"] {
			if s := one(`SELECT 'there' FROM observation WHERE offer = $1 AND observed_at = $2`, f[0], f[1]); s != "there" {
				t.Error("a figure is gone")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	clear(told.all) // what is there once is looked at again by the counts
}

// mayBecome tells whether a question in a state can be in another one later.
func mayBecome(said, is placement.InvitationState) bool {
	switch said {
	case placement.Offered:
		return is != placement.Waiting && is != placement.Refused && is != "nothing"
	case placement.Chosen: // the asker may withdraw all of it
		return is == said || is == placement.TakenBack
	}
	return is == said
}

// tokenIn finds the one-time link in a message.
var tokenIn = regexp.MustCompile(`/inzage/([A-Za-z0-9_-]+)`)

// mailed holds the messages that arrived against the questions: a message may come twice, with the same
// number, but no question is in two messages.
func (l loaded) mailed(t *testing.T, a *App, post *postBox) {
	t.Helper()
	post.Lock()
	defer post.Unlock()
	for _, m := range post.news {
		found := tokenIn.FindStringSubmatch(m.body)
		if found == nil {
			continue
		}
		link, err := a.Accounts.Links.Find(t.Context(), found[1])
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // spent meanwhile
		}
		if err != nil {
			t.Fatal(err)
		}
		if before, twice := post.about[link.SubjectID]; twice && before != m.number {
			t.Error("one question was mailed in two messages")
		}
		post.about[link.SubjectID] = m.number
	}
	post.taken += len(post.news)
	post.news = nil
}

// postBox is a mail server on this machine that takes everything.
type postBox struct {
	address string
	sync.Mutex
	news  []message
	about map[string]string // the number of the message about each question
	taken int
}

type message struct{ number, body string }

func (p *postBox) count() (messages, questions int) {
	p.Lock()
	defer p.Unlock()
	return p.taken, len(p.about)
}

func openPost(t *testing.T) *postBox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	p := &postBox{address: "smtp://" + listener.Addr().String(), about: map[string]string{}}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p
}

// serve speaks as much SMTP as a sender needs.
func (p *postBox) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	say := func(line string) { _, _ = io.WriteString(c, line+"\r\n") }
	in := bufio.NewReader(c)
	say("220 post.example")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(word, "DATA"):
			say("354 go on")
			var m message
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				if name, value, is := strings.Cut(line, ":"); is && m.number == "" && strings.EqualFold(name, "Message-ID") {
					m.number = strings.TrimSpace(value)
				}
				m.body += line
			}
			p.Lock()
			p.news = append(p.news, message{m.number, strings.ReplaceAll(m.body, "=\r\n", "")})
			p.Unlock()
			say("250 taken")
		case strings.HasPrefix(word, "QUIT"):
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}
