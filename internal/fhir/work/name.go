package work

import (
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// TaskID gives the id of the Task that a question to a provider is, for whoever must refer to it.
func TaskID(request placement.RequestID, question placement.InvitationID, provider network.OrganizationID) string {
	return nameTask(ofQuestion, request, string(question), provider).String()
}
