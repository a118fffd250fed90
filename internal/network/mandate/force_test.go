package mandate_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

var somewhen = rapid.Custom(func(t *rapid.T) time.Time {
	return noon.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "hour")) * time.Hour)
})

// maybe is a moment, or none.
var maybe = rapid.Custom(func(t *rapid.T) time.Time {
	if rapid.Bool().Draw(t, "open") {
		return time.Time{}
	}
	return somewhen.Draw(t, "moment")
})

var someSpan = rapid.Custom(func(t *rapid.T) mandate.Span {
	from := noon.Add(time.Duration(rapid.IntRange(0, 6).Draw(t, "from")) * time.Hour)
	return mandate.Span{From: from, Until: maybe.Draw(t, "until")}
})

// question is a mandate with what may be asked of it, often something that it covers.
type question struct {
	mandate  mandate.Mandate
	standing []mandate.Span
	subject  string
	forum    mandate.Forum
	at       time.Time
}

var someQuestion = rapid.Custom(func(t *rapid.T) question {
	q := question{mandate: someMandate.Draw(t, "mandate"), standing: rapid.SliceOfN(someSpan, 0, 3).Draw(t, "standing"),
		subject: someSubject.Draw(t, "subject"), at: somewhen.Draw(t, "at")}
	if q.forum = q.mandate.Forum; rapid.IntRange(0, 4).Draw(t, "elsewhere") == 0 {
		q.forum = someForum.Draw(t, "forum")
	}
	if rapid.IntRange(0, 2).Draw(t, "covered") > 0 {
		q.mandate.Subjects = append(q.mandate.Subjects, q.subject)
	}
	return q
})

var someForum = rapid.SampledFrom([]mandate.Forum{
	{Kind: mandate.RESV, Region: "r"}, {Kind: mandate.RESV, Region: "q"}, {Kind: mandate.Regiotafel, Region: "r"},
	{Kind: mandate.Wijkverband, Region: "r", Wijkverband: "w"}, {Kind: mandate.Nation},
})

var someSubject = rapid.SampledFrom([]string{"resv-1", "bridging", "capacity"})

var someMandate = rapid.Custom(func(t *rapid.T) mandate.Mandate {
	m := mandate.Mandate{Grantor: network.OrganizationID("g"), Forum: someForum.Draw(t, "forum"), Span: someSpan.Draw(t, "span"), RevokedAt: maybe.Draw(t, "revoked")}
	if m.Subjects = rapid.SliceOfNDistinct(someSubject, 0, 3, rapid.ID[string]).Draw(t, "subjects"); rapid.IntRange(0, 4).Draw(t, "all") == 0 {
		m.Subjects = []string{mandate.Every}
	}
	return m
})

// The rule in the words of the domain, written apart from the code.
func TestForceIsTheRule(t *testing.T) {
	t.Parallel()
	// Enough questions that each answer comes up.
	seen := map[string]int{}
	for range 10 {
		rapid.Check(t, func(t *rapid.T) {
			q := someQuestion.Draw(t, "question")
			m, standing, subject, forum, at := q.mandate, q.standing, q.subject, q.forum, q.at

			begun := !at.Before(m.From)
			lasting := m.Until.IsZero() || at.Before(m.Until)
			revoked := !m.RevokedAt.IsZero() && !at.Before(m.RevokedAt)
			stands := false
			for _, s := range standing {
				stands = stands || !at.Before(s.From) && (s.Until.IsZero() || at.Before(s.Until))
			}
			covered := m.Forum == forum && (slices.Contains(m.Subjects, subject) || slices.Contains(m.Subjects, "*"))

			has, why := mandate.Force(m, standing, subject, forum, at)
			if want := begun && lasting && !revoked && stands && covered; has != want {
				t.Fatalf("force is %v (%s), want %v", has, why, want)
			}
			if has != (why == "") {
				t.Fatalf("force is %v and why is %q", has, why)
			}
			// What is named as missing is missing.
			missing := map[string]bool{mandate.NoForum: m.Forum != forum, mandate.NoSubject: !m.Covers(subject), mandate.NotYet: !begun,
				mandate.Ended: !lasting, mandate.Revoked: revoked, mandate.NoStanding: !stands}
			if !has && !missing[why] {
				t.Fatalf("%q is named as missing and is not", why)
			}
			seen[why]++
		})
	}
	for _, why := range []string{"", mandate.NoForum, mandate.NoSubject, mandate.NotYet, mandate.Ended, mandate.Revoked, mandate.NoStanding} {
		if seen[why] == 0 {
			t.Errorf("never saw %q: the test does not reach it", why)
		}
	}
}

// Less can never give more force: a shorter span, fewer subjects, a revocation or a lost standing.
func TestForceOnlyShrinks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion.Draw(t, "question")
		m, standing, subject, forum, at := q.mandate, q.standing, q.subject, q.forum, q.at
		had, _ := mandate.Force(m, standing, subject, forum, at)

		less, on := m, standing
		switch rapid.IntRange(0, 4).Draw(t, "less") {
		case 0:
			less.From = less.From.Add(time.Hour)
		case 1:
			if until := somewhen.Draw(t, "sooner"); less.Until.IsZero() || until.Before(less.Until) {
				less.Until = until
			}
		case 2:
			if when := somewhen.Draw(t, "revoked sooner"); less.RevokedAt.IsZero() || when.Before(less.RevokedAt) {
				less.RevokedAt = when
			}
		case 3:
			less.Subjects = slices.DeleteFunc(slices.Clone(less.Subjects), func(s string) bool { return s != subject })
		case 4:
			on = on[:len(on)/2]
		}
		if has, _ := mandate.Force(less, on, subject, forum, at); has && !had {
			t.Fatalf("less gave more: %+v", less)
		}
	})
}

func TestCountedEqual(t *testing.T) {
	t.Parallel()
	some := rapid.SliceOfNDistinct(rapid.SampledFrom([]network.DisciplineCode{"a", "b", "c", "d"}), 0, 4, rapid.ID[network.DisciplineCode])
	rapid.Check(t, func(t *rapid.T) {
		v := mandate.Votes{Equal: rapid.Bool().Draw(t, "equal"), AgreedBy: some.Draw(t, "agreed")}
		seated := some.Draw(t, "seated")
		all := true
		for _, d := range seated {
			all = all && slices.Contains(v.AgreedBy, d)
		}
		if got, want := mandate.CountedEqual(v, seated), v.Equal || len(seated) == 0 || !all; got != want {
			t.Fatalf("equal is %v, want %v", got, want)
		}
	})
}
