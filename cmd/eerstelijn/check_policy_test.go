package main

import (
	"bytes"
	"strings"
	"testing"
)

// The exit code says which of three it was; a script relies on it.
func TestCheckPolicyExitCodes(t *testing.T) {
	t.Parallel()
	const own, other = "region:r,region=r", "region:q,region=q"
	staff := "role:resv-staff,region=r"
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--as", staff, "network.SaveTask", own}, exitDone, "allowed: "},
		{[]string{"--as", staff, "network.SaveTask", other}, exitFailed, "refused: "},
		{[]string{"--as", staff + ",assurance=low", "network.SaveTask", own}, exitFailed, "missing  assurance"},
		{[]string{"--as", "role:machine-client,scopes=network:write", "network.SaveTask", own}, exitFailed, "silent"},
		{[]string{"--as", "role:king", "network.SaveTask"}, exitUsage, "no such role"},
		{[]string{"--as", "somebody", "network.SaveTask"}, exitUsage, "expected the id of a person"},
		{[]string{"--as", staff, "network.Burn"}, exitUsage, "no such act"},
		{[]string{"--as", staff + ",hat=red", "network.SaveTask"}, exitUsage, `cannot read "hat"`},
		{[]string{"--as", staff + ",assurance=very", "network.SaveTask"}, exitUsage, `cannot read "assurance"`},
		{[]string{"--as", staff, "network.SaveTask", "region"}, exitUsage, "expected TYPE:ID"},
		{[]string{"network.SaveTask"}, exitUsage, "--as"},
	} {
		var out, errs bytes.Buffer
		code := run(t.Context(), append([]string{"check", "policy"}, c.args...), &out, &errs)
		if code != c.code || !strings.Contains(out.String()+errs.String(), c.says) {
			t.Errorf("%v: exit %d, want %d with %q\n%s%s", c.args, code, c.code, c.says, out.String(), errs.String())
		}
	}
}
