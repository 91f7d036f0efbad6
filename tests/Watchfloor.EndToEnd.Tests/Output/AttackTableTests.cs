using Watchfloor.Attack;

namespace Watchfloor.EndToEnd.Tests.Output;

public sealed class AttackTableTests
{
    [Theory]
    // A technique of four tactics stands where the rule says.
    [InlineData("attack.persistence attack.t1078", "T1078@persistence")]
    // The rule names no tactic of the technique: all of them.
    [InlineData("attack.t1110", "T1110@credential-access")]
    [InlineData("attack.impact attack.t1110", "T1110@credential-access")]
    // The tactics that took the place of defense-evasion.
    [InlineData("attack.stealth attack.t1027", "T1027@stealth")]
    [InlineData("attack.defense_evasion attack.t1027", "T1027@defense-evasion")]
    // A technique that the table does not know.
    [InlineData("attack.impact attack.execution attack.t9999.001", "T9999.001@execution T9999.001@impact")]
    [InlineData("attack.t9999", "")]
    [InlineData("ATTACK.EXECUTION ATTACK.T1059 attack.t1059", "T1059@execution")]
    [InlineData("attack.g0007 cve.2024-1 attack.t10 attack.t1059.1 attack.t1059x attack.execution", "")]
    public void Cells_Tags_StandInTheirColumns(string tags, string expected) =>
        Assert.Equal(expected, string.Join(' ', AttackTable.Default.Cells(tags.Split(' ')).Select(c => $"{c.Technique}@{c.Tactic}")));

    [Fact]
    public void Tactics_Table_AreInTheOrderOfTheMatrix() =>
        Assert.Equal(["reconnaissance", "resource-development", "initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion",
            "stealth", "defense-impairment", "credential-access", "discovery", "lateral-movement", "collection", "command-and-control", "exfiltration", "impact"],
            AttackTable.Default.Tactics.Select(t => t.ShortName));

    [Fact]
    public void FullName_SubTechnique_HasItsParentsName()
    {
        Assert.Equal("Command and Scripting Interpreter: PowerShell", AttackTable.Default.FullName("T1059.001"));
        Assert.Equal("T9999", AttackTable.Default.FullName("T9999"));
        Assert.Equal(691, AttackTable.Default.Count);
    }
}
