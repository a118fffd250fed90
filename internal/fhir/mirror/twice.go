package mirror

import (
	"context"
	"crypto/sha256"
	"strings"
	"sync"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
)

// Directories follow each other, and the national one is fed by all: what we told comes back under another id.
// So a service that is new to us is not taken over when the same organisation offers the same at the same
// place here already, whoever brought that.

// print tells services apart by what people would call the same offer.
type print [16]byte

func printOf(s *directory.Service, organization string) print {
	place := ""
	if len(s.Locations) > 0 {
		place = s.Locations[0].Street + "\x1f" + s.Locations[0].Postcode
	}
	sum := sha256.Sum256([]byte(strings.ToLower(strings.Join([]string{s.Name, organization, string(s.Discipline), s.Kind, place}, "\x1f"))))
	return print(sum[:16])
}

// standsHere gives who brought the same service, where it is shown already.
func (t *telling) standsHere(ctx context.Context, s *directory.Service, organization string) (source string, there bool, err error) {
	if t.shown == nil {
		t.shown = map[print]string{}
		var one sync.Mutex // parts come from several goroutines
		if _, err := t.s.Directory.All(ctx, func(part []directory.Service) error {
			one.Lock()
			defer one.Unlock()
			for i := range part {
				if part[i].Source != t.src.Name && part[i].State == directory.Shown {
					t.shown[printOf(&part[i], part[i].OrganizationName)] = part[i].Source
				}
			}
			return nil
		}); err != nil {
			return "", false, err
		}
	}
	source, there = t.shown[printOf(s, organization)]
	return source, there, nil
}

// alreadyHere says that a service stands here already.
func alreadyHere(source string) fault.Text {
	if source == directory.BySelf {
		return fault.Text{NL: "Dit aanbod staat hier al: mensen houden het hier bij.", EN: "this service stands here already: people keep it here"}
	}
	return fault.Text{NL: "Dit aanbod staat hier al, uit " + source + ".", EN: "this service stands here already, from " + source}
}
