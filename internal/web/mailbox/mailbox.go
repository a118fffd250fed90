// Package mailbox shows the messages that the demonstration would have sent. Nothing leaves it: who is
// invited to try it out reads their mail here.
package mailbox

import (
	"net/http"
	"net/url"
	"strings"

	"eerstelijn/internal/mail"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Path is the page's address; it exists in the demonstration alone.
const Path = "/demo/post"

// Page is the mailbox of everybody at once.
type Page struct {
	*site.Site
	Outbox *mail.Outbox
}

type view struct {
	frame   ui.PageView
	letters []letter
}

type letter struct {
	to, subject string
	lines       []line
}

// line is a paragraph of a message; one that is an address of this site leads there.
type line struct{ text, href string }

// Get lists the messages, newest first.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	queued, err := p.Outbox.QueuedForDemo(r.Context())
	if err != nil {
		return err
	}
	v := view{frame: p.Frame(r, "Post")}
	v.frame.Crumbs = []ui.Link{{Text: "Kies een persoon", Href: "/demo"}, {Text: "Post"}}
	for _, q := range queued {
		l := letter{to: q.To, subject: q.Subject}
		for text := range strings.SplitSeq(strings.TrimSpace(q.Text), "\n\n") {
			l.lines = append(l.lines, line{text: text, href: here(text)})
		}
		v.letters = append(v.letters, l)
	}
	return p.Render(w, r, http.StatusOK, page(v))
}

// here gives where on this site a line leads, whatever the host that it names: in the demonstration a
// visitor may have come by another one.
func here(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.HasPrefix(u.Path, "/") {
		return ""
	}
	return u.EscapedPath()
}
