package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// mandateRoutes are those on which is said who speaks for whom. What was decided is public; who the
// people are is for who works in the first line.
func (s *server) mandateRoutes() {
	get(s, "/mandates", "mandates", "Wie namens wie mag spreken, op elk moment en zoals toen bekend", s.mandates)
	creating(s, "/mandates", "grantMandate", "Een mandaat geven", s.grantMandate)
	write(s, http.MethodPut, "/mandates/{id}", "correctMandate", "Een mandaat verbeteren; wat bekend was, blijft bekend", s.correctMandate)
	write(s, http.MethodPost, "/mandates/{id}/revoke", "revokeMandate", "Een mandaat intrekken", s.revokeMandate)
	creating(s, "/mandates/{id}/substitutes", "substitute", "Iemand laten vervangen bij een mandaat", s.substitute)
	write(s, http.MethodGet, "/delegates", "delegates", "Hoe heten wie namens anderen spreken", s.delegates)
	get(s, "/mandate-subjects", "mandateSubjects", "Waar een mandaat over kan gaan", s.mandateSubjects)
	get(s, "/affiliations", "affiliations", "Welke aanbieder bij welke organisatie van een discipline hoort", s.affiliations)
	creating(s, "/affiliations", "affiliate", "Vastleggen dat een aanbieder zich aansluit", s.affiliate)
	write(s, http.MethodPost, "/affiliations/{id}/end", "endAffiliation", "Vastleggen dat een aansluiting stopt", s.endAffiliation)
	get(s, "/standings", "standings", "Wie in een regio of het land voor een discipline spreekt", s.standings)
	creating(s, "/standings", "recognise", "Erkennen wie voor een discipline spreekt", s.recognise)
	write(s, http.MethodPost, "/standings/{id}/end", "endStanding", "Vastleggen dat een erkenning stopt", s.endStanding)
	s.seatRoutes()
}

// mandateAccess says for whom each of them is.
func mandateAccess() (all []access.Route) {
	for _, path := range []string{"/mandates", "/mandate-subjects", "/affiliations", "/standings", "/seats", "/votes", "/endings", "/coverage"} {
		all = append(all, access.Route{Pattern: "GET " + base + path, For: access.ForEveryone})
	}
	for _, r := range [][3]string{
		{"POST", "/mandates", "mandate.Grant"}, {"PUT", "/mandates/{id}", "mandate.Correct"}, {"POST", "/mandates/{id}/revoke", "mandate.Revoke"},
		{"POST", "/mandates/{id}/substitutes", "mandate.Substitute"}, {"GET", "/delegates", "mandate.Delegates"},
		{"POST", "/affiliations", "mandate.Affiliate"}, {"POST", "/affiliations/{id}/end", "mandate.EndAffiliation"},
		{"POST", "/standings", "mandate.Recognise"}, {"POST", "/standings/{id}/end", "mandate.EndStanding"},
		{"POST", "/seats", "mandate.SaveSeat"}, {"PUT", "/seats/{id}", "mandate.SaveSeat"}, {"POST", "/seats/{id}/end", "mandate.EndSeat"},
		{"PUT", "/votes", "mandate.SetVotes"}, {"PUT", "/regions/{slug}/evidence/{code}", "network.AttestEvidence"},
	} {
		all = append(all, access.Route{Pattern: r[0] + " " + base + r[1], For: access.ForAct, Acts: strings.Fields(r[2])})
	}
	return all
}

// ForumBody is a table in JSON. It is exported because huma fills no other embedded struct.
type ForumBody struct {
	Forum       mandate.ForumKind `json:"forum" enum:"resv,wijkverband,regiotafel,roaz,nation" doc:"Het overleg."`
	Region      string            `json:"region,omitempty" doc:"Slug of id van de regio; leeg bij nation."`
	Wijkverband string            `json:"wijkverband,omitempty" doc:"Slug of id; alleen bij wijkverband."`
}

// ForumQuery is a table in a query.
type ForumQuery struct {
	Forum       string `query:"forum" enum:"resv,wijkverband,regiotafel,roaz,nation" doc:"Het overleg."`
	Region      string `query:"region" doc:"Slug van een regio." example:"rivierenzoom"`
	Wijkverband string `query:"wijkverband" doc:"Slug van een wijkverband."`
}

// SpanBody is a half-open time in JSON.
type SpanBody struct {
	From  *string `json:"from" required:"false" format:"date-time" doc:"Vanaf; zonder is het nu."`
	Until *string `json:"until" required:"false" format:"date-time" doc:"Tot; null: geen einde bekend."`
}

func (b SpanBody) span() (out mandate.Span, err error) {
	if out.From, err = over1("from", b.From, time.Time{}); err == nil {
		out.Until, err = over1("until", b.Until, time.Time{})
	}
	return out, err
}

func spanBody(s mandate.Span) SpanBody {
	return SpanBody{From: stampOrNil(s.From), Until: stampOrNil(s.Until)}
}

// forumOf reads a table that is named by slugs or ids. A wijkverband brings its region.
func (s *server) forumOf(r request, kind mandate.ForumKind, region, wijkverband string) (f mandate.Forum, err error) {
	f.Kind = kind
	if f.Region, err = s.regionOf(r, region); err != nil || wijkverband == "" {
		return f, err
	}
	var w network.Wijkverband
	if key, bad := id.Parse[network.WijkverbandID](wijkverband); bad == nil {
		w, err = s.Network.WijkverbandByID(r, key)
	} else {
		w, err = s.Network.Wijkverband(r, wijkverband)
	}
	if err != nil {
		return f, asField(err, "wijkverband", "unknown wijkverband")
	}
	if f.Wijkverband = w.ID; f.Region == "" {
		f.Region = w.Region
	}
	return f, nil
}

func (s *server) forumBody(r request, f mandate.Forum) (b ForumBody, err error) {
	b = ForumBody{Forum: f.Kind, Region: string(f.Region), Wijkverband: string(f.Wijkverband)}
	if f.Region != "" {
		of, err := s.Network.RegionByID(r, f.Region)
		if err != nil {
			return b, err
		}
		b.Region = of.Slug
	}
	if f.Wijkverband != "" {
		of, err := s.Network.WijkverbandByID(r, f.Wijkverband)
		if err == nil {
			b.Wijkverband = of.Slug // one that has ended keeps its id
		}
	}
	return b, nil
}

// tables turns tables into JSON, asking for each once.
type tables struct {
	s     *server
	r     request
	known map[mandate.Forum]ForumBody
}

func (s *server) tables(r request) tables {
	return tables{s, r, map[mandate.Forum]ForumBody{}}
}

func (t tables) of(f mandate.Forum) (ForumBody, error) {
	b, ok := t.known[f]
	if !ok {
		var err error
		if b, err = t.s.forumBody(t.r, f); err != nil {
			return b, err
		}
		t.known[f] = b
	}
	return b, nil
}

// MandateBody is what somebody says of a mandate.
type MandateBody struct {
	Grantor network.OrganizationID `json:"grantor" doc:"Id van de organisatie die het geeft."`
	ForumBody
	Subjects []string `json:"subjects" doc:"Codes uit /mandate-subjects, of *."`
	SpanBody
	Delegate network.PersonID `json:"delegate,omitempty" doc:"Id van wie het krijgt; alleen te zien voor wie is ingelogd."`
	Evidence string           `json:"evidence,omitempty" maxLength:"2000" doc:"Waar het besloten is; alleen te zien voor wie is ingelogd."`
}

type shownMandate struct {
	ID mandate.ID `json:"id"`
	MandateBody
	RevokedAt *string `json:"revoked_at" format:"date-time" doc:"null: niet ingetrokken."`
	Version   int64   `json:"version"`
}

func (t tables) mandate(m *mandate.Mandate) (out shownMandate, err error) {
	out = shownMandate{ID: m.ID, RevokedAt: stampOrNil(m.RevokedAt), Version: m.Version,
		MandateBody: MandateBody{Grantor: m.Grantor, Subjects: some(m.Subjects), SpanBody: spanBody(m.Span)}}
	if identity.SignedIn(t.r.actor()) {
		out.Delegate, out.Evidence = m.Delegate, m.Evidence
	}
	out.ForumBody, err = t.of(m.Forum)
	return out, err
}

// MomentQuery is the two moments of a question.
type MomentQuery struct {
	At    string `query:"at" doc:"Moment (RFC 3339); zonder is het nu." example:"2026-11-24T09:30:00Z"`
	Known string `query:"known" doc:"Zoals toen bekend was; zonder: zoals nu bekend."`
	Ended bool   `query:"ended" doc:"Ook wat dan niet geldt."`
}

func (in MomentQuery) query(r request) (q mandate.Query, err error) {
	if q.At, err = r.optional("at", in.At); err == nil {
		q.Known, err = r.optional("known", in.Known)
	}
	q.Ended = in.Ended
	return q, err
}

type mandatesInput struct {
	ForumQuery
	MomentQuery
	Grantor string `query:"grantor" doc:"Id van een organisatie."`
}

func (s *server) mandateQuery(in *mandatesInput, r request) (mandate.Query, error) {
	q, err := in.query(r)
	if err != nil {
		return q, err
	}
	q.Grantor = network.OrganizationID(in.Grantor)
	q.Forum, err = s.forumOf(r, mandate.ForumKind(in.Forum), in.Region, in.Wijkverband)
	return q, err
}

// mandates answers GET /mandates.
func (s *server) mandates(in *mandatesInput, r request) (List[shownMandate], error) {
	q, err := s.mandateQuery(in, r)
	if err != nil {
		return List[shownMandate]{}, err
	}
	found, err := s.Mandates.Mandates(r, q)
	if err != nil {
		return List[shownMandate]{}, err
	}
	return listed(found, s.tables(r).mandate)
}

// listed shows each of what was found.
func listed[T, B any](found []T, show func(*T) (B, error)) (List[B], error) {
	items := make([]B, len(found))
	for i := range found {
		shown, err := show(&found[i])
		if err != nil {
			return List[B]{}, err
		}
		items[i] = shown
	}
	return all(items), nil
}

type mandateInput struct{ Body MandateBody }

func (s *server) mandateOf(b *MandateBody, r request) (m mandate.Mandate, err error) {
	m = mandate.Mandate{Grantor: b.Grantor, Delegate: b.Delegate, Subjects: b.Subjects, Evidence: b.Evidence}
	if m.Span, err = b.span(); err == nil {
		m.Forum, err = s.forumOf(r, b.Forum, b.Region, b.Wijkverband)
	}
	return m, err
}

// grantMandate answers POST /mandates.
func (s *server) grantMandate(in *mandateInput, r request) (out written[shownMandate], err error) {
	m, err := s.mandateOf(&in.Body, r)
	if err == nil {
		m, err = s.Mandates.Grant(r, r.actor(), m)
	}
	if err != nil {
		return out, err
	}
	out.ETag = versionTag(m.Version)
	out.Body, err = s.tables(r).mandate(&m)
	return out, err
}

type correctInput struct {
	ID      mandate.ID `path:"id"`
	IfMatch string     `header:"If-Match" doc:"De versie van wat u las, als ETag."`
	Body    struct {
		MandateBody
		RevokedAt *string `json:"revoked_at" required:"false" format:"date-time" doc:"Verbetert wanneer het is ingetrokken; intrekken doet u met /revoke."`
		Why       string  `json:"why" maxLength:"2000" doc:"Wat er niet klopte."`
	}
}

// correctMandate answers PUT /mandates/{id}.
func (s *server) correctMandate(in *correctInput, r request) (out written[shownMandate], err error) {
	m, err := s.mandateOf(&in.Body.MandateBody, r)
	if err != nil {
		return out, err
	}
	m.ID = in.ID
	if m.Version, err = expectedVersion(in.IfMatch); err != nil {
		return out, err
	}
	if m.RevokedAt, err = over1("revoked_at", in.Body.RevokedAt, time.Time{}); err != nil {
		return out, err
	}
	if err := s.Mandates.Correct(r, r.actor(), m, in.Body.Why); err != nil {
		return out, precondition(err)
	}
	return s.oneMandate(in.ID, r)
}

// precondition says of a change over an older version what If-Match means.
func precondition(err error) error {
	if errors.Is(err, mandate.ErrStale) {
		return changedSinceRead()
	}
	return err
}

func (s *server) oneMandate(key mandate.ID, r request) (out written[shownMandate], err error) {
	found, err := s.Mandates.Mandates(r, mandate.Query{ID: string(key), Ended: true})
	if err != nil || len(found) == 0 {
		return out, err
	}
	out.ETag = versionTag(found[0].Version)
	out.Body, err = s.tables(r).mandate(&found[0])
	return out, err
}

// EndBody says when something ends, and why.
type EndBody struct {
	At  *string `json:"at" required:"false" format:"date-time" doc:"Zonder: nu."`
	Why string  `json:"why,omitempty" maxLength:"2000" doc:"Waarom, in één zin."`
}

type endInput struct {
	ID   string `path:"id"`
	Body EndBody
}

// revokeMandate answers POST /mandates/{id}/revoke.
func (s *server) revokeMandate(in *endInput, r request) (out written[shownMandate], err error) {
	at, err := over1("at", in.Body.At, time.Time{})
	if err == nil {
		err = s.Mandates.Revoke(r, r.actor(), mandate.ID(in.ID), at, in.Body.Why)
	}
	if err != nil {
		return out, err
	}
	return s.oneMandate(mandate.ID(in.ID), r)
}

// SubstituteBody is who stands in for a delegate.
type SubstituteBody struct {
	Person network.PersonID `json:"person" doc:"Id van wie vervangt."`
	SpanBody
}

type shownSubstitute struct {
	ID mandate.SubstitutionID `json:"id"`
	SubstituteBody
}

type substituteInput struct {
	ID   mandate.ID `path:"id"`
	Body SubstituteBody
}

// substitute answers POST /mandates/{id}/substitutes.
func (s *server) substitute(in *substituteInput, r request) (out written[shownSubstitute], err error) {
	b := mandate.Substitution{ID: id.New[mandate.SubstitutionID](), Mandate: in.ID, Person: in.Body.Person}
	if b.Span, err = in.Body.span(); err == nil {
		err = s.Mandates.Substitute(r, r.actor(), b)
	}
	if out.Body = (shownSubstitute{b.ID, in.Body}); in.Body.From == nil {
		out.Body.From = stampOrNil(r.now)
	}
	return out, err
}

type delegate struct {
	Person network.PersonID `json:"person"`
	Name   string           `json:"name"`
}

// delegates answers GET /delegates.
func (s *server) delegates(in *mandatesInput, r request) (out written[List[delegate]], err error) {
	q, err := s.mandateQuery(in, r)
	if err != nil {
		return out, err
	}
	found, err := s.Mandates.Delegates(r, r.actor(), q)
	if err != nil {
		return out, err
	}
	items := make([]delegate, len(found))
	for i, n := range found {
		items[i] = delegate(n)
	}
	out.Body = all(items)
	return out, nil
}

type mandateSubject struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	Plain        string `json:"plain"`
	NationalOnly bool   `json:"national_only" doc:"De visie laat dit aan landelijke afspraken over."`
}

// mandateSubjects answers GET /mandate-subjects.
func (s *server) mandateSubjects(_ *struct{}, r request) (List[mandateSubject], error) {
	found, err := s.Mandates.Subjects(r)
	if err != nil {
		return List[mandateSubject]{}, err
	}
	return listed(found, func(s *mandate.Subject) (mandateSubject, error) { return mandateSubject(*s), nil })
}
