package notice

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// Deps are what telling rests on.
type Deps struct {
	Spine     *act.Spine
	Network   *network.Service
	Directory *directory.Register
	Links     *link.Links
	Outbox    *mail.Outbox
	Keys      *keys.Ring
	// HTTP sends messages to programs; nil: nothing leaves, as in the demonstration. It follows no
	// redirect and reaches public addresses alone, and those in Inside.
	HTTP   *http.Client
	Inside []netip.Prefix
	Log    *slog.Logger
}

// Service tells parties. It implements placement.Notice.
type Service struct {
	Deps
	spine  *act.Spine // the one of Deps
	public atomic.Pointer[string]
}

var _ placement.Notice = (*Service)(nil)

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d, spine: d.Spine} }

// At says at what address the site stands: links in mails begin with it. No mail is written before.
func (s *Service) At(public string) { s.public.Store(&public) }

func (s *Service) address() string {
	if p := s.public.Load(); p != nil {
		return *p
	}
	return ""
}

// ID identifies a message: each try to send it carries the same one.
type ID string

// invited is the news of a new invitation, which placement has no word for.
const invited placement.News = "invited"

const (
	// lateYes is how long the link that answers works after the answer was due: whoever is late reads
	// that the place was given to somebody else, rather than that a link does not work.
	lateYes = 24 * time.Hour
	// newsFor is how long news without a moment of its own is worth sending.
	newsFor = 48 * time.Hour
)

// InvitedTx implements placement.Notice: it asks the provider of an invitation for an answer.
func (s *Service) InvitedTx(ctx context.Context, tx *act.Tx, i placement.Invitation, r placement.Request) (err error) {
	defer fault.Wrap(&err, "notice.InvitedTx(%s)", i.ID)
	n := note{About: string(i.ID), News: invited, To: i.Organization, Invitation: i.ID, Request: i.Request, Until: i.Until}
	fresh, err := s.noteTx(ctx, tx, &n)
	if err != nil || !fresh {
		return err
	}
	to, err := s.providerTx(ctx, tx, i.Service, i.Organization)
	if err != nil {
		return err
	}
	if to != "" && s.address() != "" {
		token, err := s.Links.MakeTx(ctx, tx, link.Link{Act: "placement.Answer", SubjectType: "invitation", SubjectID: string(i.ID),
			Organization: string(i.Organization), Region: string(r.Region), Until: i.Until.Add(lateYes)})
		if err != nil {
			return err
		}
		if err := s.mailTx(ctx, tx, question(to, s.address()+link.Path(token), i.Until)); err != nil {
			return err
		}
	}
	return s.programTx(ctx, tx, n)
}

// ToldTx implements placement.Notice.
func (s *Service) ToldTx(ctx context.Context, tx *act.Tx, told placement.Told) (err error) {
	defer fault.Wrap(&err, "notice.ToldTx(%s)", told.Request.ID)
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n := note{About: string(told.Invitation), News: told.News, To: told.To, Invitation: told.Invitation, Request: told.Request.ID, Until: now.Add(newsFor)}
	if n.About == "" { // the same news may come again of a later version of the request
		n.About = string(told.Request.ID) + " " + strconv.FormatInt(told.Request.Version, 10)
	}
	fresh, err := s.noteTx(ctx, tx, &n)
	if err != nil || !fresh {
		return err
	}
	if err := s.writeTx(ctx, tx, told, n.Until); err != nil {
		return err
	}
	return s.programTx(ctx, tx, n)
}

// writeTx mails news to whom it concerns.
func (s *Service) writeTx(ctx context.Context, tx *act.Tx, told placement.Told, until time.Time) error {
	if s.address() == "" {
		return nil
	}
	to, err := s.partyTx(ctx, tx, told)
	if err != nil || to == "" {
		return err
	}
	return s.mailTx(ctx, tx, news(to, told.News, s.address(), until))
}

// note is one message to one organisation, as a job carries it: ids and a code.
type note struct {
	ID         ID                     `json:"id"`
	About      string                 `json:"-"` // with News and To what makes it one message
	News       placement.News         `json:"news"`
	To         network.OrganizationID `json:"to"`
	Invitation placement.InvitationID `json:"invitation,omitempty"`
	Request    placement.RequestID    `json:"request"`
	At         time.Time              `json:"at"`
	Until      time.Time              `json:"until"` // from when on nobody is helped by it
	Tries      int                    `json:"tries"`
}

// noteTx puts a message down and gives it its number; not fresh: it was there.
func (s *Service) noteTx(ctx context.Context, tx *act.Tx, n *note) (fresh bool, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	n.ID, n.At = id.New[ID](), now
	done, err := tx.Exec(ctx, `INSERT INTO placement_notice (id, about, news, organization, made_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (about, news, organization) DO NOTHING`, n.ID, n.About, string(n.News), n.To, clock.Micros(now))
	if err != nil {
		return false, err
	}
	added, err := done.RowsAffected()
	return added == 1, err
}

// mailTx queues a letter. An address that is none keeps nobody from being asked: what waits stands on
// the organisation's own page as well.
func (s *Service) mailTx(ctx context.Context, tx *act.Tx, m mail.Message) error {
	err := s.Outbox.QueueTx(ctx, tx.Tx, m)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		return nil
	}
	return err
}

// programTx queues a message to the organisation's program, where it gave an address for it.
func (s *Service) programTx(ctx context.Context, tx *act.Tx, n note) error {
	hook, err := hookTx(ctx, tx.Tx, n.To)
	if err != nil || hook.URL == "" {
		return err
	}
	return jobs.Schedule(ctx, tx.Tx, Job, string(n.ID), n.At, n)
}
