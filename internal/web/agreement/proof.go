package agreement

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/proof"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/ui"
)

// proofView is by which mandate each signature was given, to read and to print.
type proofView struct {
	frame   ui.PageView
	title   string
	stand   string
	asked   asof.View
	state   sign
	valid   bool
	signed  []signedView
	back    string
	data    string // the same as data
	command string // what an administrator checks it with
}

type signedView struct {
	id        string
	party     string
	as        string
	signer    string // '' where the reader may not know
	at        string
	version   string
	valid     bool
	why       string
	links     []linkView
	facts     []ui.Definition
	statement string
}

// linkView is one step of a chain.
type linkView struct{ kind, text, span string }

// linkKinds name the steps of a chain.
var linkKinds = map[string]string{"affiliation": "Aansluiting", "standing": "Erkenning", "mandate": "Mandaat", "substitution": "Vervanging"}

// brokenWhy says what a chain lacks.
var brokenWhy = map[string]string{
	"no-mandate": "Er is geen mandaat gevonden.", "ended": "Het mandaat was afgelopen.", "revoked": "Het mandaat was ingetrokken.",
	"subject": "Het mandaat ging over iets anders.", "forum": "Het mandaat gold op een andere plek.", "standing": "De partij was niet meer erkend.",
}

// Proof shows by which mandate each party signed, as of a day.
func (p Page) Proof(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	v, err := p.proof(r, found, p.SignedIn(r), true)
	if err != nil {
		return err
	}
	v.back, v.data = onePath(found), "/api/v1/agreements/"+string(found)+"/proof"
	v.frame = p.frame(r, "Bewijs van mandaat", append(rootCrumbs[:2:2], ui.Link{Text: v.title, Href: v.back}, ui.Link{Text: "Bewijs"})...)
	return p.Render(w, r, http.StatusOK, proofPage(v))
}

// proof reads the chains; names of people are for who reads the agreement itself.
func (p Page) proof(r *http.Request, found agreement.ID, who access.Actor, names bool) (v proofView, err error) {
	day := asof.Of(r, asof.Field, p.Today())
	x, err := p.Proofs.Proof(r.Context(), who, found, day.At)
	if err != nil {
		return v, err
	}
	b, err := p.book(r.Context())
	if err != nil {
		return v, err
	}
	v = proofView{title: x.Title, stand: "Afspraak " + strconv.Itoa(x.Number) + ". Stand " + ui.Moment(x.At) + ".", state: states[x.State], asked: day.Ask(r.URL.Path), valid: x.Valid, command: "eerstelijn check agreement " + string(found)}
	for i := range x.Signatures {
		one, err := b.signed(who, &x.Signatures[i], names)
		if err != nil {
			return v, err
		}
		v.signed = append(v.signed, one)
	}
	return v, nil
}

func (b *book) signed(who access.Actor, s *proof.Signed, names bool) (v signedView, err error) {
	v = signedView{id: string(s.ID), at: ui.Moment(s.At), version: strconv.Itoa(s.Version), valid: s.Chain.Valid, why: brokenWhy[s.Chain.Why]}
	if names {
		v.statement = string(s.Statement)
		if v.signer, err = b.person(who, s.Signer); err != nil {
			return v, err
		}
	}
	if v.party, err = b.organization(s.Party); err != nil {
		return v, err
	}
	if s.As == agreement.AsAcceded {
		v.as = "later toegetreden"
	}
	for _, l := range s.Chain.Links {
		one := linkView{kind: linkKinds[l.Kind] + ": ", text: l.Text, span: linkSpan(l)}
		if strings.HasPrefix(l.Text, linkKinds[l.Kind]) {
			one.kind = ""
		}
		v.links = append(v.links, one)
	}
	for _, d := range []ui.Definition{
		{Term: "Kenmerk van de tekst", Text: s.Digest}, {Term: "Zegel", Text: base64.StdEncoding.EncodeToString(s.Seal)}, {Term: "Sleutel van het zegel", Text: s.Key},
		{Term: "Regel in het logboek", Text: entryWords(s)},
	} {
		if d.Text != "" {
			d.Body = code(d.Text)
			v.facts = append(v.facts, d)
		}
	}
	return v, nil
}

func entryWords(s *proof.Signed) string {
	if s.Seq > 0 {
		return strconv.FormatInt(s.Seq, 10) + " (" + s.Ledger + ")"
	}
	return s.Ledger
}

// linkSpan says from when until when a step of a chain held, as was known.
func linkSpan(l mandate.Link) string {
	if l.Until.IsZero() {
		return "sinds " + ui.Date(l.From)
	}
	return ui.Date(l.From) + " tot en met " + ui.Date(lastDay(l.Until))
}
