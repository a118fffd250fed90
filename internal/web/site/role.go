package site

import (
	"slices"

	"eerstelijn/internal/access"
)

// workers are the roles with a workplace here.
var workers = []access.Role{
	access.Professional, access.TransferDesk, access.ProviderAdmin, access.Coordinator, access.RESVStaff, access.RESVBoard,
	access.Insurer, access.Municipality, access.National, access.PlatformAdmin, access.Auditor,
}

// Works tells whether somebody in this role has a workplace here.
func Works(role access.Role) bool { return slices.Contains(workers, role) }

// Places tells whether somebody in this role asks for places, gives them or works at a desk.
func Places(role access.Role) bool {
	return role == access.Professional || role == access.TransferDesk || role == access.ProviderAdmin || role == access.RESVStaff
}
