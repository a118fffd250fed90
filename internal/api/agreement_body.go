package api

import (
	"errors"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/proof"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// agreementClause is one numbered part of a text.
type agreementClause struct {
	Number       string `json:"number"`
	Heading      string `json:"heading,omitempty"`
	Text         string `json:"text"`
	Status       string `json:"status,omitempty" enum:"agreed,objected,changed" doc:"Alleen in een antwoord."`
	NationalOnly bool   `json:"national_only,omitempty" doc:"Hierover beslist het land."`
}

// agreementDuty is an obligation.
type agreementDuty struct {
	ID      string         `json:"id,omitempty" doc:"Blijft gelijk over versies; leeg maakt een nieuwe."`
	Clause  string         `json:"clause" doc:"Nummer van het onderdeel."`
	Who     string         `json:"who" example:"each" doc:"each, of het id van een partij."`
	What    string         `json:"what"`
	Measure string         `json:"measure" example:"answer-placements" doc:"Code uit /measures, of attested."`
	Params  map[string]int `json:"params,omitempty"`
	Norm    int            `json:"norm" minimum:"1" maximum:"100" doc:"Welk deel goed moet zijn, in procenten."`
	Period  string         `json:"period" enum:"week,month,quarter,year"`
}

// agreementProgramme is what a care programme says besides.
type agreementProgramme struct {
	Need           string                   `json:"need,omitempty"`
	Group          string                   `json:"group,omitempty"`
	Guideline      string                   `json:"guideline,omitempty"`
	WayIn          string                   `json:"way_in,omitempty"`
	Lead           string                   `json:"lead,omitempty"`
	Referral       string                   `json:"referral,omitempty"`
	Disciplines    []network.DisciplineCode `json:"disciplines,omitempty"`
	Measures       []string                 `json:"measures,omitempty"`
	MainContractor bool                     `json:"main_contractor,omitempty" doc:"Het RESV is hoofdaannemer."`
}

// AgreementWords is the part of a text that a version can change. It is exported because huma documents no
// other embedded struct.
type AgreementWords struct {
	Clauses     []agreementClause   `json:"clauses"`
	Obligations []agreementDuty     `json:"obligations,omitempty"`
	Programme   *agreementProgramme `json:"programme,omitempty"`
	From        *string             `json:"from" required:"false" format:"date-time" doc:"Zonder: zodra iedereen tekende."`
	Until       *string             `json:"until" required:"false" format:"date-time"`
	ReviewAt    *string             `json:"review_at" required:"false" format:"date-time" doc:"Wanneer opnieuw wordt gekeken."`
}

func wordsBody(b *agreement.Body) AgreementWords {
	out := AgreementWords{Clauses: make([]agreementClause, len(b.Clauses)), Obligations: make([]agreementDuty, len(b.Obligations)),
		From: stampOrNil(b.From), Until: stampOrNil(b.Until), ReviewAt: stampOrNil(b.ReviewAt)}
	for i, c := range b.Clauses {
		out.Clauses[i] = agreementClause(c)
	}
	for i, o := range b.Obligations {
		out.Obligations[i] = agreementDuty(o)
	}
	if b.Programme != nil {
		out.Programme = new(agreementProgramme(*b.Programme))
	}
	return out
}

func (w *AgreementWords) body() (b agreement.Body, err error) {
	for _, c := range w.Clauses {
		b.Clauses = append(b.Clauses, agreement.Clause(c))
	}
	for _, o := range w.Obligations {
		b.Obligations = append(b.Obligations, agreement.Obligation(o))
	}
	if w.Programme != nil {
		b.Programme = new(agreement.Programme(*w.Programme))
	}
	for _, m := range []struct {
		name string
		sent *string
		to   *time.Time
	}{{"from", w.From, &b.From}, {"until", w.Until, &b.Until}, {"review_at", w.ReviewAt, &b.ReviewAt}} {
		if *m.to, err = over1(m.name, m.sent, time.Time{}); err != nil {
			return b, err
		}
	}
	return b, nil
}

// agreementBody is an agreement.
type agreementBody struct {
	ID     agreement.ID   `json:"id"`
	Number int            `json:"number" doc:"Kort nummer, voor mensen."`
	Kind   agreement.Kind `json:"kind"`
	Level  string         `json:"level" enum:"wijk,region,nation"`
	ForumBody
	Subject  string          `json:"subject" doc:"Waar een mandaat ervoor over gaat."`
	Title    string          `json:"title"`
	State    agreement.State `json:"state" enum:"draft,consent,active,review,ended"`
	Version  int             `json:"version" doc:"Van de tekst die u ziet: die geldt, of anders de nieuwste."`
	Parent   agreement.ID    `json:"parent,omitempty"`
	Template string          `json:"template,omitempty"`
	AgreementWords
	Open          bool                     `json:"open" doc:"Anderen kunnen later meedoen."`
	Public        bool                     `json:"public" doc:"Iedereen mag haar lezen."`
	Grants        []network.OrganizationID `json:"grants" doc:"Zorgverzekeraars die de aantallen zien."`
	Parties       []agreementParty         `json:"parties"`
	Proposed      *agreementText           `json:"proposed,omitempty" doc:"Een volgende versie, die nog niet door iedereen is getekend."`
	Objections    []agreementObjection     `json:"objections"`
	Consultations []agreementConsultation  `json:"consultations"`
	Missing       []agreementLack          `json:"missing" doc:"Wat er nog moet voordat zij geldt."`
	Why           string                   `json:"why,omitempty" doc:"De reden van de laatste stap."`
	EndsAt        *string                  `json:"ends_at" format:"date-time"`
	At            string                   `json:"at" format:"date-time" doc:"Het moment waarvan u dit ziet."`
	Edit          int64                    `json:"edit" doc:"Ook de ETag."`
}

type agreementParty struct {
	Organization network.OrganizationID `json:"organization"`
	As           string                 `json:"as" enum:"party,acceded"`
	Since        *string                `json:"since" format:"date-time"`
	Signature    *agreementSignature    `json:"signature,omitempty"`
	Next         *agreementSignature    `json:"next,omitempty" doc:"Onder de voorgestelde versie."`
	Public       bool                   `json:"public"`
	Consulting   bool                   `json:"consulting" doc:"Vraagt nu haar leden."`
	Ending       *string                `json:"ending" format:"date-time" doc:"Vanaf wanneer de afspraak van deze partij mag stoppen."`
	EndingWhy    string                 `json:"ending_why,omitempty"`
}

type agreementSignature struct {
	ID      agreement.SignatureID `json:"id"`
	Signer  network.PersonID      `json:"signer" doc:"Leeg in wat iedereen mag lezen."`
	At      string                `json:"at" format:"date-time"`
	Version int                   `json:"version"`
	Digest  string                `json:"digest" doc:"SHA-256 van wat werd getekend."`
}

type agreementText struct {
	Version int                      `json:"version"`
	State   agreement.TextState      `json:"state" enum:"draft,consent,agreed,dropped"`
	Title   string                   `json:"title"`
	Parties []network.OrganizationID `json:"parties" doc:"Wie deze versie bindt."`
	Leaving []network.OrganizationID `json:"leaving" doc:"Wie in deze versie niet meer meedoet, en daarvoor tekent."`
	AgreementWords
	MadeAt    string  `json:"made_at" format:"date-time"`
	OfferedAt *string `json:"offered_at" format:"date-time"`
	AgreedAt  *string `json:"agreed_at" format:"date-time"`
	Why       string  `json:"why,omitempty"`
}

type agreementObjection struct {
	ID        agreement.ObjectionID  `json:"id"`
	Version   int                    `json:"version"`
	Party     network.OrganizationID `json:"party"`
	Clause    string                 `json:"clause"`
	Words     string                 `json:"words"`
	At        string                 `json:"at" format:"date-time"`
	SettledAt *string                `json:"settled_at" format:"date-time"`
	How       string                 `json:"how,omitempty" enum:"withdrawn,changed,dropped"`
	Answer    string                 `json:"answer,omitempty"`
}

type agreementConsultation struct {
	ID       agreement.ConsultationID `json:"id"`
	Version  int                      `json:"version"`
	Party    network.OrganizationID   `json:"party"`
	Question string                   `json:"question"`
	From     string                   `json:"from" format:"date-time"`
	Until    string                   `json:"until" format:"date-time"`
	Asked    int                      `json:"asked"`
	Yes      int                      `json:"yes"`
	No       int                      `json:"no"`
	Advices  []agreementAdvice        `json:"advices" doc:"Zonder wie het zei; alleen voor de partij die vroeg."`
}

type agreementAdvice struct {
	Yes   bool   `json:"yes"`
	Words string `json:"words,omitempty"`
	At    string `json:"at" format:"date-time"`
}

type agreementLack struct {
	What  string                 `json:"what" enum:"clauses,parties,signature,mandate,objection,national,from"`
	Party network.OrganizationID `json:"party,omitempty"`
	Text  string                 `json:"text" doc:"In gewone taal."`
}

func textBody(t *agreement.Text) agreementText {
	return agreementText{Version: t.Version, State: t.State, Title: t.Title, Parties: orEmpty(t.Parties), Leaving: orEmpty(t.Leaving), AgreementWords: wordsBody(&t.Body), MadeAt: stamp(t.MadeAt),
		OfferedAt: stampOrNil(t.OfferedAt), AgreedAt: stampOrNil(t.AgreedAt), Why: t.Why}
}

func signatureBody(g *agreement.Signature) *agreementSignature {
	if g == nil {
		return nil
	}
	return &agreementSignature{g.ID, g.Signer, stamp(g.At), g.Version, g.Digest}
}

// wroteAgreement gives the answer to an act on an agreement, or to a look at one.
func (s *server) wroteAgreement(r request) func(a agreement.Agreement, err error) (written[agreementBody], error) {
	return func(a agreement.Agreement, err error) (out written[agreementBody], _ error) {
		if errors.Is(err, agreement.ErrStale) {
			return out, changedSinceRead()
		}
		if err != nil {
			return out, err
		}
		out.ETag = versionTag(a.Edit)
		out.Body, err = s.agreementBody(r, &a)
		return out, err
	}
}

func (s *server) agreementBody(r request, a *agreement.Agreement) (b agreementBody, err error) {
	b = agreementBody{ID: a.ID, Number: a.Number, Kind: a.Kind, Level: a.Level, Subject: a.Subject, Title: a.Title, State: a.State, Version: a.Version, Parent: a.Parent,
		Template: a.Template, AgreementWords: wordsBody(&a.Body), Open: a.Open, Public: a.Public, Grants: orEmpty(a.Grants), Parties: make([]agreementParty, len(a.Parties)),
		Objections: make([]agreementObjection, len(a.Objections)), Consultations: make([]agreementConsultation, len(a.Consultations)),
		Missing: make([]agreementLack, len(a.Missing)), Why: a.Why, EndsAt: stampOrNil(a.EndsAt), At: stamp(a.At), Edit: a.Edit}
	if b.ForumBody, err = s.forumBody(r, a.Forum); err != nil {
		return b, err
	}
	for i, p := range a.Parties {
		b.Parties[i] = agreementParty{p.Organization, p.As, stampOrNil(p.Since), signatureBody(p.Signature), signatureBody(p.Next), p.Public, p.Consulting, stampOrNil(p.Ending), p.EndingWhy}
	}
	if a.Proposed != nil {
		b.Proposed = new(textBody(a.Proposed))
	}
	for i, o := range a.Objections {
		b.Objections[i] = agreementObjection{o.ID, o.Version, o.Party, o.Clause, o.Words, stamp(o.At), stampOrNil(o.SettledAt), o.How, o.Answer}
	}
	for i, c := range a.Consultations {
		b.Consultations[i] = agreementConsultation{ID: c.ID, Version: c.Version, Party: c.Party, Question: c.Question, From: stamp(c.From), Until: stamp(c.Until),
			Asked: c.Asked, Yes: c.Yes, No: c.No, Advices: make([]agreementAdvice, len(c.Advices))}
		for k, v := range c.Advices {
			b.Consultations[i].Advices[k] = agreementAdvice{v.Yes, v.Words, stamp(v.At)}
		}
	}
	for i, l := range a.Missing {
		b.Missing[i] = agreementLack{l.What, l.Party, l.NL}
	}
	return b, nil
}

// proofBody is the proof of mandate, in the shape that others rely on.
type proofBody struct {
	Agreement  agreement.ID     `json:"agreement"`
	Number     int              `json:"number"`
	Title      string           `json:"title"`
	Version    int              `json:"version"`
	State      agreement.State  `json:"state"`
	At         string           `json:"at" format:"date-time"`
	Valid      bool             `json:"valid" doc:"Elke partij tekende, door iemand die dat toen mocht."`
	Signatures []proofSignature `json:"signatures"`
}

type proofSignature struct {
	ID        agreement.SignatureID  `json:"id"`
	Party     network.OrganizationID `json:"party"`
	Signer    network.PersonID       `json:"signer" doc:"Leeg in wat iedereen mag lezen."`
	As        string                 `json:"as" enum:"party,acceded,leaves"`
	At        string                 `json:"at" format:"date-time"`
	Version   int                    `json:"version"`
	Valid     bool                   `json:"valid"`
	Chain     []proofLink            `json:"chain"`
	Statement string                 `json:"statement" doc:"Wat werd getekend, letter voor letter (JSON). Leeg in wat iedereen mag lezen: de tekenaar staat erin."`
	Digest    string                 `json:"digest" doc:"SHA-256 van statement; staat ook in het logboek."`
	Key       string                 `json:"key" doc:"De sleutel van het zegel."`
	Seal      []byte                 `json:"seal" doc:"Ed25519."`
	Seq       int64                  `json:"seq,omitempty" doc:"Nummer van de regel in het logboek."`
}

type proofLink struct {
	Kind    string  `json:"kind" enum:"affiliation,standing,mandate,substitution"`
	ID      string  `json:"id"`
	Version int64   `json:"version"`
	From    string  `json:"from" format:"date-time"`
	Until   *string `json:"until" format:"date-time"`
	Text    string  `json:"text"`
}

// agreementProof answers GET /agreements/{id}/proof.
func (s *server) agreementProof(in *agreementAtInput, r request) (out proofBody, err error) {
	which, at, err := in.asked()
	if err != nil {
		return out, err
	}
	p, err := s.Proofs.Proof(r, r.actor(), which, at)
	if err != nil {
		return out, err
	}
	return showProof(&p), nil
}

func showProof(p *proof.Proof) proofBody {
	out := proofBody{p.Agreement, p.Number, p.Title, p.Version, p.State, stamp(p.At), p.Valid, make([]proofSignature, len(p.Signatures))}
	for i, g := range p.Signatures {
		out.Signatures[i] = proofSignature{g.ID, g.Party, g.Signer, g.As, stamp(g.At), g.Version, g.Chain.Valid, proofLinks(g.Chain.Links), string(g.Statement), g.Digest, g.Key, g.Seal, g.Seq}
	}
	return out
}

func proofLinks(all []mandate.Link) []proofLink {
	out := make([]proofLink, len(all))
	for i, l := range all {
		out[i] = proofLink{l.Kind, l.ID, l.Version, stamp(l.From), stampOrNil(l.Until), l.Text}
	}
	return out
}
