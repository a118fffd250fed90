package api

import (
	"net/http"
	"time"

	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// seatRoutes are those of seats, votes and what ends soon.
func (s *server) seatRoutes() {
	get(s, "/seats", "seats", "De zetels bij een overleg", s.seats)
	creating(s, "/seats", "addSeat", "Een zetel maken", s.addSeat)
	write(s, http.MethodPut, "/seats/{id}", "putSeat", "Zeggen wie een zetel heeft", s.putSeat)
	write(s, http.MethodPost, "/seats/{id}/end", "endSeat", "Een zetel opheffen", s.endSeat)
	get(s, "/votes", "votes", "Hoe stemmen tellen bij een overleg", s.votes)
	write(s, http.MethodPut, "/votes", "putVotes", "Vastleggen hoe stemmen tellen", s.putVotes)
	get(s, "/endings", "endings", "Wat er binnenkort eindigt: mandaten, erkenningen, zetels en aanspreekpunten", s.endings)
}

// SeatBody is what somebody says of a seat.
type SeatBody struct {
	ForumBody
	Name         string                 `json:"name" maxLength:"200" doc:"De rol of de discipline."`
	Discipline   network.DisciplineCode `json:"discipline,omitempty"`
	Citizens     bool                   `json:"citizens,omitempty" doc:"De stem van inwoners."`
	Weight       int                    `json:"weight,omitempty" minimum:"0" maximum:"100" doc:"Hoe zwaar de stem telt als stemmen ongelijk tellen; zonder: 1."`
	Organization network.OrganizationID `json:"organization,omitempty" doc:"Waarvoor de zetel nu bezet is."`
	Holder       network.PersonID       `json:"holder,omitempty" doc:"Id van wie hem heeft; alleen te zien voor wie is ingelogd."`
	SpanBody
}

type seat struct {
	ID mandate.SeatID `json:"id"`
	SeatBody
	Vacant  bool  `json:"vacant"`
	Votes   int   `json:"votes" doc:"Hoe vaak de stem telt."`
	Version int64 `json:"version"`
}

func (t tables) seat(z *mandate.Seat) (out seat, err error) {
	out = seat{ID: z.ID, Vacant: z.Holder == "", Votes: z.Votes, Version: z.Version, SeatBody: SeatBody{Name: z.Name, Discipline: z.Discipline,
		Citizens: z.Citizens, Weight: z.Weight, Organization: z.Organization, SpanBody: spanBody(z.Span)}}
	if identity.SignedIn(t.r.actor()) {
		out.Holder = z.Holder
	}
	out.ForumBody, err = t.of(z.Forum)
	return out, err
}

type tableInput struct {
	ForumQuery
	At    string `query:"at" doc:"Moment (RFC 3339); zonder is het nu."`
	Known string `query:"known" doc:"Zoals toen bekend was; zonder: zoals nu bekend."`
}

// read gives the table and the two moments of a question about it.
func (in *tableInput) read(s *server, r request) (f mandate.Forum, at, known time.Time, err error) {
	if f, err = s.forumOf(r, mandate.ForumKind(in.Forum), in.Region, in.Wijkverband); err != nil {
		return f, at, known, err
	}
	if at, err = r.optional("at", in.At); err == nil {
		known, err = r.optional("known", in.Known)
	}
	return f, at, known, err
}

// seats answers GET /seats.
func (s *server) seats(in *tableInput, r request) (List[seat], error) {
	f, at, known, err := in.read(s, r)
	if err != nil {
		return List[seat]{}, err
	}
	found, err := s.Mandates.SeatsKnown(r, f, at, known)
	if err != nil {
		return List[seat]{}, err
	}
	return listed(found, s.tables(r).seat)
}

func (s *server) saveSeat(b *SeatBody, is mandate.Seat, r request) (out written[seat], err error) {
	is.Name, is.Discipline, is.Citizens, is.Weight, is.Organization, is.Holder = b.Name, b.Discipline, b.Citizens, b.Weight, b.Organization, b.Holder
	if is.Span, err = b.span(); err == nil {
		is.Forum, err = s.forumOf(r, b.Forum, b.Region, b.Wijkverband)
	}
	if err == nil {
		is, err = s.Mandates.SaveSeat(r, r.actor(), is)
	}
	if err != nil {
		return out, err
	}
	out.ETag = versionTag(is.Version)
	out.Body, err = s.tables(r).seat(&is)
	return out, err
}

type seatInput struct{ Body SeatBody }

// addSeat answers POST /seats.
func (s *server) addSeat(in *seatInput, r request) (written[seat], error) {
	return s.saveSeat(&in.Body, mandate.Seat{}, r)
}

type seatEdit struct {
	ID      mandate.SeatID `path:"id"`
	IfMatch string         `header:"If-Match" doc:"De versie van wat u las, als ETag."`
	Body    SeatBody
}

// putSeat answers PUT /seats/{id}.
func (s *server) putSeat(in *seatEdit, r request) (out written[seat], err error) {
	version, err := expectedVersion(in.IfMatch)
	if err != nil {
		return out, err
	}
	out, err = s.saveSeat(&in.Body, mandate.Seat{ID: in.ID, Version: version}, r)
	return out, precondition(err)
}

// endSeat answers POST /seats/{id}/end.
func (s *server) endSeat(in *endInput, r request) (out written[EndBody], err error) {
	at, err := over1("at", in.Body.At, time.Time{})
	if err == nil {
		err = s.Mandates.EndSeat(r, r.actor(), mandate.SeatID(in.ID), at)
	}
	if out.Body = in.Body; in.Body.At == nil {
		out.Body.At = stampOrNil(r.now)
	}
	return out, err
}

// VotesBody says how votes count.
type VotesBody struct {
	ForumBody
	Equal    bool                     `json:"equal" doc:"Elke stem telt even zwaar."`
	Since    *string                  `json:"since" required:"false" format:"date-time" doc:"Vanaf; zonder is het nu. null: nooit anders afgesproken."`
	AgreedBy []network.DisciplineCode `json:"agreed_by" doc:"Welke disciplines ja zeiden tegen ongelijke stemmen."`
}

func (t tables) votes(v *mandate.Votes) (out VotesBody, err error) {
	out = VotesBody{Equal: v.Equal, Since: stampOrNil(v.Since), AgreedBy: some(v.AgreedBy)}
	out.ForumBody, err = t.of(v.Forum)
	return out, err
}

// votes answers GET /votes.
func (s *server) votes(in *tableInput, r request) (out VotesBody, err error) {
	f, at, known, err := in.read(s, r)
	if err != nil {
		return out, err
	}
	found, err := s.Mandates.VotesKnown(r, f, at, known)
	if err != nil {
		return out, err
	}
	return s.tables(r).votes(&found)
}

type votesInput struct{ Body VotesBody }

// putVotes answers PUT /votes.
func (s *server) putVotes(in *votesInput, r request) (out written[VotesBody], err error) {
	v := mandate.Votes{Equal: in.Body.Equal, AgreedBy: in.Body.AgreedBy}
	if v.Since, err = over1("since", in.Body.Since, time.Time{}); err == nil {
		v.Forum, err = s.forumOf(r, in.Body.Forum, in.Body.Region, in.Body.Wijkverband)
	}
	if err == nil {
		err = s.Mandates.SetVotes(r, r.actor(), v)
	}
	if err != nil {
		return out, err
	}
	found, err := s.Mandates.Votes(r, v.Forum, v.Since)
	if err == nil {
		out.Body, err = s.tables(r).votes(&found)
	}
	return out, err
}

type endingsInput struct {
	Region      string `query:"region" doc:"Slug van een regio." example:"rivierenzoom"`
	Wijkverband string `query:"wijkverband" doc:"Slug van een wijkverband."`
	Days        int    `query:"days" minimum:"1" maximum:"366" default:"30" doc:"Hoe ver vooruit."`
}

type comingEnd struct {
	Kind         string                 `json:"kind" enum:"mandate,standing,seat,contact"`
	ID           string                 `json:"id"`
	What         string                 `json:"what"`
	Discipline   network.DisciplineCode `json:"discipline,omitempty"`
	Organization network.OrganizationID `json:"organization,omitempty"`
	ForumBody
	At string `json:"at" format:"date-time"`
}

// endings answers GET /endings.
func (s *server) endings(in *endingsInput, r request) (List[comingEnd], error) {
	f, err := s.forumOf(r, "", in.Region, in.Wijkverband)
	if err != nil {
		return List[comingEnd]{}, err
	}
	found, err := s.Mandates.EndsSoon(r, f.Region, f.Wijkverband, time.Duration(in.Days)*24*time.Hour)
	if err != nil {
		return List[comingEnd]{}, err
	}
	t := s.tables(r)
	return listed(found, func(e *mandate.Ending) (out comingEnd, err error) {
		out = comingEnd{Kind: e.Kind, ID: e.ID, What: e.What, Discipline: e.Discipline, Organization: e.Organization, At: stamp(e.At)}
		out.ForumBody, err = t.of(e.Forum)
		return out, err
	})
}
