package work

import (
	"slices"

	"eerstelijn/internal/placement"
)

// The statuses of a Task that are used here.
const (
	taskRequested  = "requested"
	taskAccepted   = "accepted"
	taskRejected   = "rejected"
	taskCancelled  = "cancelled"
	taskInProgress = "in-progress"
	taskCompleted  = "completed"
)

// What a Task's businessStatus tells that its status cannot.
const (
	asked     = "asked"
	offered   = "offered"
	chosen    = "chosen"
	started   = "started"
	done      = "done"
	refused   = "refused"
	timedOut  = "timed-out"
	withdrawn = "withdrawn"
	lost      = "lost"
	bridging  = "bridging"
	bridged   = "bridged"
)

// statusOf gives where a question stands, in FHIR's word and in ours. A yes is an answer, not yet a choice:
// both are 'accepted', and ours tells them apart.
func statusOf(i *placement.Invitation, of placement.State) (status, business string) {
	switch i.State {
	case placement.Waiting:
		return taskRequested, asked
	case placement.Offered:
		return taskAccepted, offered
	case placement.Refused:
		return taskRejected, refused
	case placement.TimedOut:
		return taskCancelled, timedOut
	case placement.TakenBack:
		return taskCancelled, withdrawn
	case placement.Lost:
		return taskCancelled, lost
	}
	switch of {
	case placement.StatePlaced:
		return taskInProgress, started
	case placement.StateClosed:
		return taskCompleted, done
	}
	return taskAccepted, chosen
}

// move is a status that can be put: where the Task stands, by whom, and the act of placement that it is.
type move struct {
	from, to string // our word, FHIR's status
	provider bool   // the owner does it; else whoever asked, or the desk
	act      string
	reasons  string // the code system that statusReason must be of; '' where there is no reason
	advice   bool   // only of advice, which is given in one go
}

// moves is the whole table of what can be put. Package placement decides each act once more, on what
// stands when its turn comes.
var moves = []move{
	{asked, taskAccepted, true, "Answer", "", false},
	{asked, taskRejected, true, "Answer", csDecline, false},
	{offered, taskRejected, true, "Answer", csDecline, false},
	{chosen, taskInProgress, true, "Start", "", false},
	{chosen, taskRejected, true, "FallThrough", csFallThrough, false},
	{chosen, taskCancelled, true, "FallThrough", csFallThrough, false},
	{chosen, taskCompleted, true, "Close", csClose, true},
	{started, taskCompleted, true, "Close", csClose, false},

	{asked, taskCancelled, false, "Withdraw", csWithdraw, false},
	{offered, taskCancelled, false, "Withdraw", csWithdraw, false},
	{chosen, taskCancelled, false, "Withdraw", csWithdraw, false},
	{chosen, taskInProgress, false, "Start", "", false},
	{chosen, taskCompleted, false, "Close", csClose, true},
	{started, taskCompleted, false, "Close", csClose, false},
}

// takes tells whether a reason is one of those that go with the move: a place that falls through for what amounts
// to a no of the provider is rejected, and cancelled for any other reason.
func (m move) takes(code string) bool {
	return m.act != "FallThrough" || (placement.AsNo(placement.ReasonCode(code)) != "") == (m.to == taskRejected)
}

// possible gives what can be put on a Task by who sees it.
func possible(t *task) (all []move) {
	if t.invitation == nil {
		return nil
	}
	_, from := statusOf(t.invitation, t.request.State)
	for _, m := range moves {
		if m.from == from && m.provider == t.provider && (!m.advice || t.request.Ask == placement.Advice) {
			all = append(all, m)
		}
	}
	return all
}

// others tells whether other questions of the request still stand, so that cancelling this one alone
// cannot be done by ending the request.
func others(t *task) bool {
	return slices.ContainsFunc(t.request.Invitations, func(i placement.Invitation) bool { return i.ID != t.invitation.ID && i.State.Live() })
}

// requestStatus says of a request where it stands.
func requestStatus(s placement.State) string {
	switch s {
	case placement.StateDraft:
		return "draft"
	case placement.StateClosed:
		return "completed"
	case placement.StateWithdrawn, placement.StateExpired:
		return "revoked"
	}
	return "active"
}
