using Watchfloor.Contracts.Monitoring;

namespace Watchfloor.Monitoring.Sources.Recipes;

/// <summary>Elastic's shippers. The server keeps no templates, so setting them up is switched off.</summary>
internal static class BeatsRecipes
{
    public static ShipperRecipe Filebeat(RecipeTarget to) => new("filebeat", "/etc/filebeat/filebeat.yml", $"""
        filebeat.inputs:
          - type: filestream
            id: {to.Name}
            paths: ["/var/log/*.log"]
        {Output(to)}
        """);

    public static ShipperRecipe Winlogbeat(RecipeTarget to) => new("winlogbeat", @"C:\Program Files\Winlogbeat\winlogbeat.yml", $"""
        winlogbeat.event_logs:
          - name: Security
          - name: System
          - name: Microsoft-Windows-Sysmon/Operational
          - name: Microsoft-Windows-PowerShell/Operational
        {Output(to, @"C:\ProgramData\watchfloor-ca.pem")}
        """);

    private static string Output(RecipeTarget to, string authority = RecipeTarget.Authority) => $"""
        output.elasticsearch:
          hosts: ["{to.Base}/elastic"]
          username: watchfloor
          password: "{to.Token}"
          allow_older_versions: true{to.IfOurs($"\n  ssl.certificate_authorities: ['{authority}']   # what `watchfloor ca show` prints")}
        setup.template.enabled: false
        setup.ilm.enabled: false
        """;
}
