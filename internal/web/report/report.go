// Package report is where anybody says that something in the directory is wrong, and sees later what
// became of it. Neither page asks who somebody is.
package report

import (
	"context"
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/personal"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Page is the form and the receipt.
type Page struct{ *site.Site }

// Mount puts the pages at their paths.
func (p Page) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET /aanbod/{id}/klopt-niet", p.Form)
	handle("POST /aanbod/{id}/klopt-niet", p.Send)
	handle("GET /melding/{token}", p.Status)
}

// Path is where the receipt of a token stands.
func Path(token string) string { return "/melding/" + token }

type formView struct {
	frame   ui.PageView
	name    string
	action  string
	back    string
	kind    ui.Choice
	words   ui.Field
	email   ui.Field
	summary []ui.FieldError
	// warned says that a number or address stands in the words; sent again it goes as it is.
	warned bool
	same   bool // it was reported already
}

const (
	kindField  = "kind"
	wordsField = "words"
	emailField = "email"
	seenField  = "gezien"
)

// Form asks what is wrong with a service.
func (p Page) Form(w http.ResponseWriter, r *http.Request) error {
	v, err := p.form(r)
	if err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, formPage(v))
}

// form makes the form with what was typed. One that is not shown and one that is not there get one
// answer.
func (p Page) form(r *http.Request) (formView, error) {
	which, err := id.Parse[directory.ServiceID](r.PathValue("id"))
	if err != nil {
		return formView{}, fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
	}
	s, err := p.Directory.Service(r.Context(), which)
	if err != nil {
		return formView{}, err
	}
	kinds, err := p.Directory.ReportKinds(r.Context())
	if err != nil {
		return formView{}, err
	}
	typed := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	v := formView{frame: p.Frame(r, "Klopt dit niet?"), name: s.Name, back: "/aanbod/" + string(which), action: "/aanbod/" + string(which) + "/klopt-niet"}
	v.frame.Crumbs = []ui.Link{{Text: s.Name, Href: v.back}, {Text: "Klopt dit niet?"}}
	v.kind = ui.Choice{Name: kindField, Label: "Wat klopt er niet?"}
	for _, k := range kinds {
		v.kind.Options = append(v.kind.Options, ui.Option{Value: k.Code, Text: k.Name, Selected: typed(kindField) == k.Code})
	}
	v.words = ui.Field{Name: wordsField, Label: "Hoe moet het zijn?", Hint: "Schrijf geen namen of nummers van uzelf of van iemand anders. Hooguit 500 tekens.",
		Optional: true, Rows: 4, MaxLength: 500, Value: typed(wordsField), Autocomplete: "off"}
	v.email = ui.Field{Name: emailField, Label: "Uw e-mailadres", Hint: "Wilt u een bewijs van uw melding per e-mail? Wij bewaren uw adres niet.",
		Optional: true, Type: "email", InputMode: "email", Autocomplete: "email", MaxLength: 254, Value: typed(emailField)}
	return v, nil
}

// Send reports.
func (p Page) Send(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	wrong := directory.Wrong{Service: directory.ServiceID(r.PathValue("id")), Kind: r.PostForm.Get(kindField), Words: r.PostForm.Get(wordsField), Email: r.PostForm.Get(emailField)}
	if personal.HoldsReach(wrong.Words) && !personal.HoldsBSN(wrong.Words) && r.PostForm.Get(seenField) == "" {
		v, err := p.form(r)
		if err != nil {
			return err
		}
		v.warned = true
		return p.Render(w, r, http.StatusOK, formPage(v))
	}
	receipt, err := p.Directory.Report(r.Context(), p.SignedIn(r), wrong)
	switch kind := fault.KindOf(err); {
	case err == nil:
		site.Redirect(w, r, Path(receipt.Token))
		return nil
	case kind != fault.Invalid && kind != fault.Conflict:
		return err
	}
	v, formErr := p.form(r)
	if formErr != nil {
		return formErr
	}
	if fault.KindOf(err) == fault.Conflict {
		v.same = true
		return p.Render(w, r, http.StatusConflict, formPage(v))
	}
	for _, f := range fault.Safe(err).Fields {
		v.summary = append(v.summary, ui.FieldError{ID: f.Name, Message: f.NL})
		switch f.Name {
		case kindField:
			v.kind.Error = f.NL
		case wordsField:
			v.words.Error = f.NL
		case emailField:
			v.email.Error = f.NL
		}
	}
	return p.Render(w, r, http.StatusUnprocessableEntity, formPage(v))
}

type statusView struct {
	frame      ui.PageView
	name, href string
	kind       string
	made, due  time.Time
	steps      []step
	reply      string
	late       bool
}

type step struct {
	text    string
	at      time.Time
	reached bool
}

// verdicts are the owner's answers as whoever reported reads them.
var verdicts = map[directory.Verdict]string{
	directory.AnsweredChanged: "De organisatie heeft het aangepast. Dank u wel.",
	directory.AnsweredRight:   "De organisatie zegt: het klopt zoals het er staat.",
	directory.AnsweredNotOurs: "De organisatie zegt: wij gaan hier niet over.",
}

// Status shows how a report stands to who has its receipt.
func (p Page) Status(w http.ResponseWriter, r *http.Request) error {
	v, err := p.status(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	v.frame = p.Frame(r, "Uw melding")
	v.frame.ReadingBack = "" // the address is a key: it goes into no form
	w.Header().Set("Referrer-Policy", "no-referrer")
	return p.Render(w, r, http.StatusOK, statusPage(v))
}

func (p Page) status(ctx context.Context, token string) (statusView, error) {
	m, err := p.Directory.ReportOf(ctx, token)
	if err != nil {
		return statusView{}, err
	}
	v := statusView{name: m.ServiceName, kind: m.KindName, made: m.MadeAt, due: m.DueAt, reply: m.Answer.Reply, late: m.Late(p.Now())}
	if v.name != "" {
		v.href = "/aanbod/" + string(m.Service)
	}
	answered := !m.AnsweredAt.IsZero()
	v.steps = []step{
		{text: "Wij hebben uw melding doorgegeven aan de organisatie.", at: m.MadeAt, reached: true},
		{text: "De organisatie kijkt ernaar.", reached: answered || m.State == directory.ReportTaken},
		{text: "De organisatie geeft antwoord.", at: m.AnsweredAt, reached: answered},
	}
	if answered {
		v.steps[2].text = verdicts[m.Answer.Is]
	}
	return v, nil
}
