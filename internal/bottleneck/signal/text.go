package signal

import (
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
)

// evidence says what a figure says, over how many, from when until when and by what it was counted.
func (r *Rule) evidence(f Figure, norm string) bottleneck.Evidence {
	share := percent(f.Share())
	var text, source string
	switch r.Measure {
	case WaitAboveNorm:
		if f.Measured {
			text = fmt.Sprintf("Van %d mensen die hulp kregen, of al langer wachten dan de norm (%s), wachtte %s te lang.", f.N, norm, share)
			source = "gemeten van aanmelding tot begin, over telkens dertien weken"
		} else {
			text = fmt.Sprintf("Van %d aanbieders die een wachttijd melden, meldt %s een langere dan de norm (%s).", f.N, share, norm)
			source = "gemeld door de aanbieders"
		}
	case Declines:
		text = fmt.Sprintf("Op %d vragen om een plek was het antwoord in %s: wij hebben geen plek.", f.N, share)
		source = "antwoorden van aanbieders"
	case Bridging:
		text = fmt.Sprintf("Van %d aanvragen waarvan de tijd om was, moest %s worden overbrugd.", f.N, share)
		source = "aanvragen en overbrugging"
	case NoContact:
		text = fmt.Sprintf("Van %d keer %s was er in %s niemand te bellen.", f.N, windows[r.Window].name, share)
		source = "aanspreekpunten van het wijkverband, en aanbod dat zegt hier te komen"
	case Unanswered:
		text = fmt.Sprintf("Van %d vermeldingen van zorg en hulp is %s te lang niet nagekeken.", f.N, share)
		source = "de zorgkaart"
	case CoverageGap:
		if r.Level == bottleneck.Wijk {
			text = "Ten minste een van de vier basisdisciplines heeft geen aanspreekpunt dat op werkdagen te bereiken is."
		} else {
			text = fmt.Sprintf("Van %d wijkverbanden mist %s een aanspreekpunt van een van de vier basisdisciplines.", f.N, share)
		}
		source = "aanspreekpunten van de wijkverbanden"
	}
	text = strings.Join([]string{text, r.when(f), "Bron: " + source + "."}, " ")
	return bottleneck.Evidence{Code: string(r.Measure), Text: text, Value: f.Share(), Norm: float64(r.Threshold), N: f.N, From: f.From, Until: f.Until, Ref: string(r.ID)}
}

// when says over which time it holds, and where the limit lies.
func (r *Rule) when(f Figure) string {
	text := "Geteld van %s tot %s."
	if !measures[r.Measure].pooled && r.Weeks > 1 {
		text = "Zo was het, of erger, in elke week van %s tot %s."
	}
	text = fmt.Sprintf(text, day(f.From), day(f.Until))
	if r.Threshold > 0 {
		text += fmt.Sprintf(" De grens is %d%%.", r.Threshold)
	}
	return text
}

// percent writes a share as people read it.
func percent(share float64) string {
	if share > 0 && share < 1 {
		return "minder dan 1%"
	}
	return fmt.Sprintf("%.0f%%", share)
}

var months = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

func day(t time.Time) string {
	t = t.In(clock.Amsterdam)
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// what tells what the figures say, for the text of a bottleneck.
func (r *Rule) what(e bottleneck.Evidence) string {
	return fmt.Sprintf("Dit meldt het systeem zelf, omdat een cijfer boven een afgesproken grens kwam. %s De grens komt van: %s.", e.Text, r.Source)
}

// fellWords tells the reporters why the ending is proposed.
func (r *Rule) fellWords(e bottleneck.Evidence) string {
	return fmt.Sprintf("Het cijfer waardoor dit knelpunt werd gemeld, is weer onder de grens. %s Is het ook voor u opgelost?", e.Text)
}
