package demo

import (
	"context"
	"fmt"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/id"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// joint is what people did together in the weeks: what did not work, what they said of it and what they
// agreed, by the names that the plans give.
type joint struct {
	*life
	agreements map[string]agreement.Agreement
	told       map[string]bottleneck.Receipt
	done       []finished // tasks that are done on a day to come
}

// The tables of the region that are no wijkverband's.
const (
	atRESV       = "resv"
	atRegiotafel = "regiotafel"
	atNation     = "nation"
)

// jointly plans what people do together, when there is a house for it. Who speaks for whom stands from the
// beginning.
func (l *life) jointly(ctx context.Context) error {
	if l.Mandates == nil {
		return nil
	}
	j := &joint{life: l, agreements: map[string]agreement.Agreement{}, told: map[string]bottleneck.Receipt{}}
	if err := j.speak(ctx); err != nil {
		return err
	}
	j.changeSpeakers()
	j.agree()
	j.complain()
	j.sit()
	j.weigh()
	return nil
}

// on is a moment so many days before today.
func (l *life) on(daysAgo, hour, minute int) time.Time {
	m := midnight(l.now)
	return time.Date(m.Year(), m.Month(), m.Day()-daysAgo, hour, minute, 0, 0, m.Location())
}

// plan plans something, and says what it was when it fails.
func (j *joint) plan(at time.Time, what string, do func(ctx context.Context) error) {
	j.then(at, func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	})
}

// forum gives a table of the region by name: one of the constants, or a wijkverband.
func (d *Data) forum(name string) mandate.Forum {
	zoom := d.regionOf("rivierenzoom")
	switch name {
	case atRESV:
		return mandate.Forum{Kind: mandate.RESV, Region: zoom}
	case atRegiotafel:
		return mandate.Forum{Kind: mandate.Regiotafel, Region: zoom}
	case atNation:
		return mandate.Forum{Kind: mandate.Nation}
	}
	return mandate.Forum{Kind: mandate.Wijkverband, Region: zoom, Wijkverband: wijkverbandID(verband + name)}
}

// person gives the id of somebody of the cast; ” of nobody.
func (d *Data) person(name string) network.PersonID { return network.PersonID(d.named(name).Person) }

// someone is who reports: somebody of the cast, or a passer-by.
func (d *Data) someone(name string) access.Actor {
	if name == "" {
		return access.Anonymous("")
	}
	return d.named(name)
}

func mandateID(key string) mandate.ID { return id.From[mandate.ID]("demo", "mandate", key) }

func meetingID(key string) meeting.ID { return id.From[meeting.ID]("demo", "meeting", key) }
