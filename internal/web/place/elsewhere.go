package place

import (
	"context"
	"time"

	"eerstelijn/internal/placement"
)

// fromElsewhere is where questions stand that other systems ask.
const fromElsewhere = "/werk/van-elders"

// tellElsewhere says, of providers that work in another system, whether that system was told. Where it was not,
// whoever asks must know: nobody there has seen the question.
func (p Page) tellElsewhere(ctx context.Context, v *requestView, r *placement.Request, now time.Time) error {
	if p.Notified == nil {
		return nil
	}
	sent, err := p.Notified.Sent(ctx, r.ID)
	if err != nil {
		return err
	}
	for i := range v.invited {
		one, told := sent[v.invited[i].id]
		if question, _ := r.Invitation(v.invited[i].id); !told || question.State != placement.Waiting {
			continue
		}
		switch {
		case one.Problem.NL != "":
			v.invited[i].system, v.invited[i].call = "Melden aan het systeem van "+v.invited[i].by+" lukt niet. "+one.Problem.NL+" Bel de aanbieder.", true
		case one.At.IsZero():
			v.invited[i].system = "Wordt gemeld aan het systeem van " + v.invited[i].by + "."
		default:
			v.invited[i].system = "Gemeld aan het systeem van " + v.invited[i].by + ": " + at(one.At, now) + "."
		}
	}
	return nil
}
