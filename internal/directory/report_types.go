package directory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode"

	"eerstelijn/internal/act"
	"eerstelijn/internal/network"
)

// ReportID identifies a report; it is random, so that it does not tell when somebody reported.
type ReportID string

// ReportState is how far a report is.
type ReportState string

const (
	ReportOpen     ReportState = "open"
	ReportTaken    ReportState = "taken"    // the owner looks into it
	ReportAnswered ReportState = "answered" // the owner said how it is
	ReportClosed   ReportState = "closed"   // long answered: its words are gone
)

// reportMoves are all steps of a report.
var reportMoves = map[ReportState][]ReportState{
	ReportOpen:     {ReportTaken, ReportAnswered},
	ReportTaken:    {ReportAnswered},
	ReportAnswered: {ReportClosed},
}

func canReport(from, to ReportState) bool { return slices.Contains(reportMoves[from], to) }

// Verdict is what an owner says to a report.
type Verdict string

const (
	AnsweredChanged Verdict = "changed"  // it was wrong, and is changed
	AnsweredRight   Verdict = "right"    // it is right as it is
	AnsweredNotOurs Verdict = "not-ours" // it is not for this owner to say
)

// Answer is how an owner answers a report.
type Answer struct {
	Is    Verdict
	Reply string // in words, for whoever reported; may be empty
}

// ReportKind is what can be wrong with an entry.
type ReportKind struct {
	Code, Name string
	AnswerDays int // within which the owner answers
}

// Wrong is what somebody says is wrong with a service.
type Wrong struct {
	Service ServiceID
	Kind    string // a ReportKind's code
	Words   string // at most 500 characters; may be empty unless Kind is 'other'
	// Email gets the receipt, when it is given. It is not kept.
	Email string
}

// Receipt lets whoever reported see how it stands, without saying who they are.
type Receipt struct {
	Token string // for /melding/{token}; it stands nowhere else
	DueAt time.Time
}

// Report is a task for the owner of a service: somebody says that its entry is wrong.
type Report struct {
	ID               ReportID
	Service          ServiceID
	ServiceName      string // as it is now
	ServiceState     State
	Organization     network.OrganizationID
	OrganizationName string
	Region           string // '' for none
	Kind, KindName   string
	Words            string // '' for who may only see how it stands, and once closed
	State            ReportState
	MadeAt, DueAt    time.Time
	AnsweredAt       time.Time // zero: not yet
	Answer           Answer
}

// Late tells whether the owner should have answered.
func (r *Report) Late(now time.Time) bool {
	return (r.State == ReportOpen || r.State == ReportTaken) && now.After(r.DueAt)
}

// Asked is a question to an organisation: are these entries still right?
type Asked struct {
	Organization network.OrganizationID
	Name, Email  string // of the organisation; either may be ''
	Services     []AskedService
}

// AskedService is an entry in question.
type AskedService struct {
	ID     ServiceID
	Name   string
	Region string // in which it lies; '' for none
}

// Post is how the directory writes to people. Both are called within the act, so that nothing is sent
// of an act that fails.
type Post interface {
	AskTx(ctx context.Context, tx *act.Tx, q Asked) error
	ReceiptTx(ctx context.Context, tx *act.Tx, to string, r Report, token string) error
	// Mailbox gives a keyed fingerprint of an address, by which receipts to it are counted.
	Mailbox(address string) (string, error)
}

// SetPost says how to write to people; without it nobody is written to. It is for the start of the
// program, before anything is asked.
func (r *Register) SetPost(p Post) { r.post = p }

// mostWords bounds what somebody writes in a report or an answer.
const mostWords = 500

// wordsHash is equal for reports that say the same: case, spaces and signs do not count.
func wordsHash(kind, words string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, words)
	return hash(kind + "\x00" + plain)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
