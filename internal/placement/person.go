package placement

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/personal"
	"eerstelijn/internal/store"
)

// forPersons is the purpose under which the people of requests are sealed. The column is
// placement_person.sealed, as text, for whoever looks after the keys.
const forPersons keys.Purpose = "placement"

// HandOver gives the chosen provider who it is about. It is sealed; the asker and that provider read it,
// and it is erased when the place falls through, or some days after the request ended.
func (s *Service) HandOver(ctx context.Context, actor access.Actor, which RequestID, p Person) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.HandOver(%s)", which)
	p = Person{Name: strings.TrimSpace(p.Name), Birth: strings.TrimSpace(p.Birth), Reach: strings.TrimSpace(p.Reach), Words: strings.TrimSpace(p.Words)}
	if err := p.check(); err != nil {
		return Request{}, err
	}
	plain, err := json.Marshal(p)
	if err != nil {
		return Request{}, err
	}
	sealed, err := s.Keys.Seal(ctx, forPersons, plain, string(which))
	if err != nil {
		return Request{}, err
	}
	return s.step(ctx, actor, "placement.HandOver", which, func(ctx context.Context, c *change) error {
		_, err := c.tx.Exec(ctx, `INSERT INTO placement_person (request, sealed, made_at) VALUES ($1, $2, $3)
			ON CONFLICT (request) DO UPDATE SET sealed = excluded.sealed, made_at = excluded.made_at`, which, string(sealed), clock.Micros(c.now))
		c.HandedOver = true
		if i, ok := c.Invitation(c.Chosen); ok {
			c.news(i.Organization, NewsHandedOut, i.ID)
		}
		return err
	})
}

var birthForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func (p *Person) check() error {
	var c checker
	if p.Name == "" {
		c.Wrong("name", "Vul in hoe de persoon heet.", "expected the name of the person")
	}
	c.Text("name", &p.Name, 200)
	c.Text("reach", &p.Reach, 200)
	c.Text("words", &p.Words, 1000)
	if p.Birth != "" {
		if _, err := time.Parse(time.DateOnly, p.Birth); err != nil || !birthForm.MatchString(p.Birth) {
			c.Wrong("birth", "Vul de geboortedatum in, bijvoorbeeld 31-12-1941.", "expected a date as 1941-12-31")
		}
	}
	for field, text := range map[string]string{"name": p.Name, "reach": p.Reach, "words": p.Words} {
		if personal.HoldsBSN(text) {
			c.Wrong(field, "Hier staat een burgerservicenummer in. Haal het weg: daarvoor is dit niet bedoeld.", "holds a citizen service number; leave it out")
		}
	}
	return c.Err()
}

// ReadHandOver gives who it is about to the asker and the chosen provider. NotFound while nothing was
// handed over, and when it was erased.
func (s *Service) ReadHandOver(ctx context.Context, actor access.Actor, which RequestID) (p Person, err error) {
	defer fault.Wrap(&err, "placement.ReadHandOver(%s)", which)
	var sealed string
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		r, err := find(ctx, tx, which, true)
		if err != nil {
			return access.Subject{}, err
		}
		return r.subject("placement.ReadHandOver"), nil
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "placement.ReadHandOver", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		err := tx.QueryRow(ctx, `SELECT sealed FROM placement_person WHERE request = $1`, which).Scan(&sealed)
		if errors.Is(err, store.ErrNone) {
			tx.Found(0)
			return fault.Missing("Er zijn nog geen gegevens, of ze zijn gewist.", "nothing was handed over, or it was erased")
		}
		tx.Found(1)
		return err
	})
	if err != nil {
		return Person{}, err
	}
	plain, err := s.Keys.Open(ctx, forPersons, []byte(sealed), string(which))
	if err != nil {
		return Person{}, err
	}
	return p, json.Unmarshal(plain, &p)
}

// erasePerson takes the person's details away.
func (c *change) erasePerson(ctx context.Context) error {
	if !c.HandedOver {
		return nil
	}
	c.HandedOver = false
	_, err := c.tx.Exec(ctx, `DELETE FROM placement_person WHERE request = $1`, c.ID)
	return err
}
