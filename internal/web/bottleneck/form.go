package bottleneck

import (
	"net/http"

	"eerstelijn/internal/web/site"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/ui"
)

// Names of the fields of the small forms.
const (
	formField    = "formulier"
	wordsField   = "woorden"
	whyField     = "waarom"
	whenField    = "dag"
	endField     = "einde"
	ownerField   = "eigenaar"
	pickField    = "knelpunt"
	verdictField = "oordeel"

	verdictYes   = "ja"
	verdictNo    = "nee"
	verdictAgain = "weer"

	// mostWords bounds what goes to everybody; package bottleneck has the last word on it.
	mostWords = 2000
)

// actView is one act with what it asks.
type actView struct {
	code, name, action, button, says string
	open                             bool
	weight                           ui.Variant
	choices, selects                 []ui.Choice
	fields                           []ui.Field
	hidden                           []ui.Hidden
}

// badForm is a form that was sent with something wrong in it.
type badForm struct {
	r     *http.Request
	act   string            // of the form
	wrong map[string]string // by field; '' for what belongs to none
	now   string            // why what was done does not fit what stands by now
}

// badOf reads what is wrong with a form; nil for an error that is no answer to one.
func badOf(r *http.Request, act string, err error) *badForm {
	b := &badForm{r: r, act: act, wrong: map[string]string{}}
	safe := fault.Safe(err)
	switch fault.KindOf(err) {
	case fault.Invalid:
		for _, f := range safe.Fields {
			b.wrong[fieldOf(f.Name)] = f.NL
		}
		if len(safe.Fields) == 0 {
			b.now = safe.Text.NL
		}
	case fault.Conflict:
		b.now = site.Said(err)
	default:
		return nil
	}
	return b
}

// fieldOf gives the field of the page for a part that package bottleneck finds fault with.
func fieldOf(part string) string {
	switch part {
	case "words", "reason", "why":
		return wordsField
	case "next_at", "at", "next":
		return whenField
	case "kind", "ending":
		return endField
	case "owner", "to", "by":
		return ownerField
	case "ids", "into":
		return pickField
	}
	return part
}

// into fills a field of the form that was sent with what was typed, and with what is wrong with it. The
// names of fields are the same in all forms; their ids are not.
func (b *badForm) into(act string, x *ui.Field) {
	if b == nil || b.act != act {
		return
	}
	x.Value = typed(b.r, x.Name)
	if x.Error = b.wrong[x.Name]; x.Error == "" && (x.Name == wordsField || x.Name == whyField) {
		x.Error = b.wrong[wordsField]
	}
}

func (b *badForm) choose(act string, x *ui.Choice) {
	if b == nil || b.act != act {
		return
	}
	x.Error = b.wrong[x.Name]
	for i := range x.Options {
		x.Options[i].Selected = x.Options[i].Value == typed(b.r, x.Name)
	}
}

// summary leads to each field that is wrong.
func (b *badForm) summary() (all []ui.FieldError, now string) {
	for name, message := range b.wrong {
		id := b.act + "-" + name
		if b.act == "verdict" {
			id = "waarom-niet"
		}
		all = append(all, ui.FieldError{ID: id, Message: message})
	}
	return all, b.now
}
