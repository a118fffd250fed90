package finding

import (
	"time"

	"eerstelijn/internal/finding/words"
)

// explain adds the reasons to the results, and whether they are open now.
func (s *search) explain(items []Result, hits []hit) {
	q := s.query
	now := make(map[*segment]*openTable, len(s.runs))
	for i := range s.runs {
		r := &s.runs[i]
		now[r.segment] = r.segment.openAt(q.Now, true)
	}
	// All reasons lie in one piece of memory: at most one for each word and filter, and four besides.
	each := len(s.understood) + 4
	for _, asked := range []string{q.Language, q.Insurer, q.Mode, q.TargetGroup} {
		if asked != "" {
			each++
		}
	}
	if q.asksRoom() {
		each += 2
	}
	all := make([]Reason, 0, len(items)*each)
	for i := range items {
		item, h := &items[i], &hits[i]
		d := &h.run.segment.docs[h.doc]
		item.Room = h.run.segment.room(h.doc, q.Now)
		item.OpenNow = now[h.run.segment].open.has(d.hours)
		from := len(all)
		all = h.run.explainWords(h.doc, all)
		switch {
		case !q.OpenAt.IsZero():
			all = append(all, Reason{Code: ReasonOpenAt, At: q.OpenAt})
		case item.OpenNow:
			all = append(all, Reason{Code: ReasonOpen, At: q.Now, Until: h.run.segment.changeAfter(h.doc, q.Now)})
		case item.Hours.Known():
			all = append(all, Reason{Code: ReasonClosed, At: q.Now, Until: h.run.segment.changeAfter(h.doc, q.Now)})
		}
		if item.Room != nil && q.asksRoom() {
			all = item.Room.explain(q, all)
		}
		if d.flags&isRemote != 0 {
			all = append(all, Reason{Code: ReasonComes})
		} else if item.DistanceM >= 0 {
			all = append(all, Reason{Code: ReasonDistance, Metres: item.DistanceM})
		}
		if q.Language != "" {
			all = append(all, Reason{Code: ReasonLanguage, Found: q.Language})
		}
		switch {
		case q.Insurer != "" && d.flags&allInsurers != 0:
			all = append(all, Reason{Code: ReasonAllInsurers})
		case q.Insurer != "":
			all = append(all, Reason{Code: ReasonInsurer, Found: q.Insurer})
		}
		if q.Mode != "" {
			all = append(all, Reason{Code: ReasonMode, Found: q.Mode})
		}
		if q.TargetGroup != "" {
			all = append(all, Reason{Code: ReasonTargetGroup, Found: q.TargetGroup})
		}
		if d.flags&isDirect != 0 {
			all = append(all, Reason{Code: ReasonDirect})
		}
		if overdue(item.VerifyBy, q.Now) {
			all = append(all, Reason{Code: ReasonOverdue})
		}
		item.Reasons = all[from:len(all):len(all)]
	}
}

// explain says how the room meets what was asked of it.
func (s *Sight) explain(q *Query, reasons []Reason) []Reason {
	if s.Status.Accepting() == "yes" {
		reasons = append(reasons, Reason{Code: ReasonRoom, At: s.ObservedAt})
	}
	if q.MaxWaitDays > 0 && s.WaitDays >= 0 { // else it has room now
		reasons = append(reasons, Reason{Code: ReasonWait, Days: s.WaitDays, At: s.WaitAt})
	}
	return reasons
}

// overdue tells whether a confirmation has run out; what was never confirmed has none to run out.
func overdue(verifyBy, now time.Time) bool { return !verifyBy.IsZero() && verifyBy.Before(now) }

// explainWords adds for each word of the question by which word of document d it was met best.
func (r *run) explainWords(d uint32, reasons []Reason) []Reason {
	lexicon := r.segment.lexicon
	discipline := r.segment.docs[d].discipline
	for slot, m := range r.search.understood {
		if r.search.leftOut&(1<<slot) != 0 {
			continue
		}
		shift := 4 * slot
		best, found := uint32(0), ""
		for _, code := range r.segment.termsOf(d) {
			class := r.classOf[code>>1] >> shift & 15
			if class == 0 {
				continue
			}
			if class = min(class+code&1, classes); best == 0 || class < best {
				best, found = class, lexicon.At(code>>1)
			}
		}
		how := likeness(m.Asked, found)
		if class := r.disciplineOf[discipline] >> shift & 15; class != 0 && (best == 0 || class < best) {
			found, how = r.segment.discipline.values[discipline], words.Synonym
			if m.How == words.Typo {
				how = words.Typo
			}
		}
		reasons = append(reasons, Reason{Code: ReasonWord, Asked: m.Asked, Found: found, How: how})
	}
	return reasons
}
