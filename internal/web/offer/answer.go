package offer

import (
	"net/http"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

type answerView struct {
	frame   ui.PageView
	action  string
	report  reportView
	verdict ui.Choice
	reply   ui.Field
	summary []ui.FieldError
}

// Report shows one report that waits, with the ways to answer.
func (p Page) Report(w http.ResponseWriter, r *http.Request) error {
	return p.answer(w, r, typed{}, nil, http.StatusOK)
}

func (p Page) answer(w http.ResponseWriter, r *http.Request, f typed, bad wrong, status int) error {
	all, err := p.reports(r.Context(), p.SignedIn(r), "")
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.id != r.PathValue("melding") {
			continue
		}
		v := answerView{frame: p.frame(r, "Een melding"), action: reportPath(m.id), report: m,
			verdict: ui.Choice{ID: "f-answer", Name: "answer", Label: "Wat is uw antwoord?", Options: options(verdicts, func(c string) bool { return f.get("answer") == c })},
			reply: ui.Field{ID: "f-reply", Name: "reply", Label: "Toelichting", Hint: "Wie het meldde, leest dit. Schrijf geen namen of nummers van mensen. Hooguit 500 tekens.",
				Optional: true, Rows: 4, MaxLength: 500, Value: f.get("reply")},
		}
		for _, e := range bad {
			switch e.Name {
			case "answer":
				v.verdict.Error = "Kies een antwoord."
				v.summary = append(v.summary, ui.FieldError{ID: "f-answer", Message: v.verdict.Error})
			default:
				v.reply.Error = e.NL
				v.summary = append(v.summary, ui.FieldError{ID: "f-reply", Message: e.NL})
			}
		}
		return p.Render(w, r, status, answerPage(v))
	}
	return fault.Missing("Deze melding bestaat niet, of is al beantwoord.", "report not found")
}

func reportPath(id string) string { return "/werk/melding/" + id }

// Answer answers a report.
func (p Page) Answer(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	f := typed(r.PostForm)
	err := p.Directory.AnswerReport(r.Context(), p.SignedIn(r), directory.ReportID(r.PathValue("melding")),
		directory.Answer{Is: directory.Verdict(f.get("answer")), Reply: f.get("reply")})
	if err != nil && fault.KindOf(err) == fault.Invalid {
		return p.answer(w, r, f, fault.Safe(err).Fields, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, Path, "beantwoord")
}
