package api

import (
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/id"
)

// on runs an act on the bottleneck that the path names.
func (in *BottleneckPath) on(r request, act func(bottleneck.ID) (bottleneck.Bottleneck, error)) (written[bottleneckBody], error) {
	which, err := id.Parse[bottleneck.ID](in.ID)
	if err != nil {
		return written[bottleneckBody]{}, err
	}
	b, err := act(which)
	if err != nil {
		return written[bottleneckBody]{}, asSent(err)
	}
	return written[bottleneckBody]{ETag: versionTag(b.Version), Body: showBottleneck(&b, r.now)}, nil
}

// asSent names fields as they are called here: the words of every act, and its date.
func asSent(err error) error {
	return calledHere(err, map[string]string{"reason": "words", "why": "words", "at": "next_at"})
}

// WordsBody is what is said with an act. It is exported because huma documents no other embedded struct.
type WordsBody struct {
	Words   string `json:"words,omitempty" maxLength:"8000" doc:"Iedereen die meldde leest dit, woord voor woord."`
	Meeting string `json:"meeting,omitempty" doc:"Id van het overleg waarin het is besloten."`
}

func (w *WordsBody) decision() bottleneck.Decision { return bottleneck.Decision{Meeting: w.Meeting} }

type wordsInput struct {
	BottleneckPath
	Body WordsBody
}

// discussBottleneck answers POST /bottlenecks/{id}/discuss.
func (s *server) discussBottleneck(in *wordsInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Discuss(r, r.actor(), which, in.Body.Words, in.Body.decision())
	})
}

// passUpBottleneck answers POST /bottlenecks/{id}/pass-up.
func (s *server) passUpBottleneck(in *wordsInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.PassUp(r, r.actor(), which, in.Body.Words, in.Body.decision())
	})
}

// answerBottleneck answers POST /bottlenecks/{id}/answer.
func (s *server) answerBottleneck(in *wordsInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Answer(r, r.actor(), which, in.Body.Words, in.Body.decision())
	})
}

// noteBottleneck answers POST /bottlenecks/{id}/note.
func (s *server) noteBottleneck(in *wordsInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Note(r, r.actor(), which, in.Body.Words, in.Body.decision())
	})
}

// reopenBottleneck answers POST /bottlenecks/{id}/reopen.
func (s *server) reopenBottleneck(in *wordsInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Reopen(r, r.actor(), which, in.Body.Words, in.Body.decision())
	})
}

// objectEnding answers POST /bottlenecks/{id}/object.
func (s *server) objectEnding(in *wordsInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Object(r, r.actor(), which, in.Body.Words)
	})
}

// separateBottleneck answers POST /bottlenecks/{id}/separate, of the one that was merged.
func (s *server) separateBottleneck(in *wordsInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Separate(r, r.actor(), which, in.Body.Words, in.Body.decision())
	})
}

// confirmEnding answers POST /bottlenecks/{id}/confirm.
func (s *server) confirmEnding(in *BottleneckPath, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Confirm(r, r.actor(), which)
	})
}

type takeUpInput struct {
	BottleneckPath
	Body struct {
		WordsBody
		Owner  *OwnerBody `json:"owner,omitempty" doc:"Wie het doet; zonder: de eigenaar die er is."`
		NextAt time.Time  `json:"next_at" doc:"Wanneer er nieuws is."`
	}
}

// takeUpBottleneck answers POST /bottlenecks/{id}/take-up.
func (s *server) takeUpBottleneck(in *takeUpInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.TakeUp(r, r.actor(), which, in.Body.Owner.owner(), in.Body.NextAt, in.Body.Words, in.Body.decision())
	})
}

type assignInput struct {
	BottleneckPath
	Body struct {
		WordsBody
		Owner OwnerBody `json:"owner"`
	}
}

// assignBottleneck answers POST /bottlenecks/{id}/assign.
func (s *server) assignBottleneck(in *assignInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Assign(r, r.actor(), which, in.Body.Owner.owner(), in.Body.Words, in.Body.decision())
	})
}

type postponeInput struct {
	BottleneckPath
	Body struct {
		WordsBody
		NextAt time.Time `json:"next_at" doc:"De nieuwe datum."`
	}
}

// postponeBottleneck answers POST /bottlenecks/{id}/postpone.
func (s *server) postponeBottleneck(in *postponeInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Postpone(r, r.actor(), which, in.Body.NextAt, in.Body.Words, in.Body.decision())
	})
}

type proposeEndingInput struct {
	BottleneckPath
	Body struct {
		WordsBody
		Kind bottleneck.EndingKind `json:"kind" enum:"solved,accepted" doc:"Opgelost, of het blijft zo."`
	}
}

// proposeEnding answers POST /bottlenecks/{id}/propose.
func (s *server) proposeEnding(in *proposeEndingInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Propose(r, r.actor(), which, in.Body.Kind, in.Body.Words, in.Body.decision())
	})
}

type exampleInput struct {
	BottleneckPath
	Body struct {
		Yes bool `json:"yes"`
	}
}

// exampleBottleneck answers POST /bottlenecks/{id}/example.
func (s *server) exampleBottleneck(in *exampleInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Example(r, r.actor(), which, in.Body.Yes)
	})
}

type mergeInput struct {
	BottleneckPath
	Body struct {
		WordsBody
		IDs []bottleneck.ID `json:"ids" doc:"Wat hierin opgaat, ten hoogste 50."`
	}
}

// mergeBottlenecks answers POST /bottlenecks/{id}/merge.
func (s *server) mergeBottlenecks(in *mergeInput, r request) (written[bottleneckBody], error) {
	return in.on(r, func(which bottleneck.ID) (bottleneck.Bottleneck, error) {
		return s.Bottlenecks.Merge(r, r.actor(), in.Body.IDs, which, in.Body.Words, in.Body.decision())
	})
}

type bundleInput struct {
	Body struct {
		WordsBody
		Region string          `json:"region,omitempty" doc:"Slug of id; zonder wordt het een van het land."`
		Title  string          `json:"title" maxLength:"400"`
		Theme  string          `json:"theme,omitempty" doc:"Code uit /bottleneck-themes; zonder die van het eerste."`
		IDs    []bottleneck.ID `json:"ids" doc:"Wat hierin opgaat, ten hoogste 50."`
	}
}

// bundleBottlenecks answers POST /bottlenecks/bundle.
func (s *server) bundleBottlenecks(in *bundleInput, r request) (written[bottleneckBody], error) {
	region, err := s.regionOf(r, in.Body.Region)
	if err != nil {
		return written[bottleneckBody]{}, err
	}
	level := bottleneck.Region
	if region == "" {
		level = bottleneck.Nation
	}
	b, err := s.Bottlenecks.Bundle(r, r.actor(), level, bottleneck.Place{Region: region}, in.Body.Title, in.Body.Theme, in.Body.IDs, in.Body.Words, in.Body.decision())
	if err != nil {
		return written[bottleneckBody]{}, asSent(err)
	}
	return written[bottleneckBody]{ETag: versionTag(b.Version), Location: base + "/bottlenecks/" + string(b.ID), Body: showBottleneck(&b, r.now)}, nil
}

type joinInput struct {
	BottleneckPath
	Body struct {
		Unnamed bool   `json:"unnamed,omitempty"`
		Email   string `json:"email,omitempty"`
	}
}

// joinBottleneck answers POST /bottlenecks/{id}/join.
func (s *server) joinBottleneck(in *joinInput, r request) (written[bottleneckReceipt], error) {
	which, err := id.Parse[bottleneck.ID](in.ID)
	if err != nil {
		return written[bottleneckReceipt]{}, err
	}
	return showBottleneckReceipt(s.Bottlenecks.Join(r, r.actor(), which, bottleneck.Joining{Unnamed: in.Body.Unnamed, Email: in.Body.Email}))
}
