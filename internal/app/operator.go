package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/roles"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
)

// command is who acts at the command line: whoever runs it holds the database and the keys in hand.
var command = access.Actor{Person: "system:command", Name: "opdrachtregel", Role: access.System, Assurance: access.High, Via: access.ByCommand}

// MakeKeys makes a key file and tells the id of its key.
func MakeKeys(file string) (id string, err error) {
	f, err := keys.CreateFile(file, clock.System())
	if err != nil {
		return "", err
	}
	return f.Current(), nil
}

// KeyLines says which keys there are and how many values stand under each.
func (a *App) KeyLines(ctx context.Context) ([]string, error) {
	st, err := a.Custody.Status(ctx, command)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, k := range st.Keys {
		state := "old"
		switch {
		case k.Current:
			state = "current"
		case k.Waits:
			state = "from " + k.From.UTC().Format(time.RFC3339)
		}
		if k.Stays > 0 && !k.Current {
			state += fmt.Sprintf("  (%d are logins, which move when their owner signs in)", k.Stays)
		}
		lines = append(lines, fmt.Sprintf("%-14s made %s  %d values  %s", k.ID, k.Made.UTC().Format(time.RFC3339), k.Total, state))
	}
	return lines, nil
}

// RotateKeys makes a new key and says from when on it counts.
func (a *App) RotateKeys(ctx context.Context) (string, error) {
	if _, err := a.Custody.Rotate(ctx, command); err != nil {
		return "", err
	}
	k := a.keyFile.Keys()[0]
	return fmt.Sprintf("key %s counts from %s, when every node has read the file; the running program then puts the values under it",
		k.ID, k.From.UTC().Format(time.RFC3339)), nil
}

// RetireKey takes an old key away.
func (a *App) RetireKey(ctx context.Context, id string) error {
	_, err := a.Custody.Retire(ctx, command, id)
	return err
}

// PeopleLines lists who works here, of one role or of all.
func (a *App) PeopleLines(ctx context.Context, role string) (lines []string, err error) {
	if role != "" && !access.Role(role).Known() {
		return nil, unknownRole()
	}
	q := network.AccountQuery{Role: access.Role(role)}
	for {
		people, err := a.Roles.People(ctx, command, q)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			left := ""
			if p.Left {
				left = "  (left)"
			}
			lines = append(lines, fmt.Sprintf("%s  %-14s  %s%s", p.ID, p.Role, p.Name, left))
			q.After = p.ID
		}
		if len(people) == 0 {
			return lines, nil
		}
	}
}

// SetRole gives somebody another role.
func (a *App) SetRole(ctx context.Context, person, role string) error {
	who, err := id.Parse[network.PersonID](person)
	if err != nil {
		return err
	}
	if !access.Role(role).Known() {
		return unknownRole()
	}
	_, err = a.Roles.SetRole(ctx, command, who, access.Role(role))
	return err
}

// EndPerson says that somebody has left: they are signed out and sign in no more.
func (a *App) EndPerson(ctx context.Context, person string) error {
	who, err := id.Parse[network.PersonID](person)
	if err != nil {
		return err
	}
	return a.Network.EndPerson(ctx, command, who)
}

// Recover signs somebody out everywhere and mails a link to begin anew.
func (a *App) Recover(ctx context.Context, person string) error {
	who, err := id.Parse[network.PersonID](person)
	if err != nil {
		return err
	}
	return a.Accounts.Invitations.Recover(ctx, command, who)
}

func unknownRole() error {
	var names []string
	for _, r := range roles.Given() {
		names = append(names, string(r))
	}
	return fault.InvalidField("--role", "Deze rol is er niet.", "expected one of: "+strings.Join(names, " "))
}
