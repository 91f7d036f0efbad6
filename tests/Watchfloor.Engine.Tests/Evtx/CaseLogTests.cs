namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>The event logs among the case files are binary; this is what they are made of. A changed log is written back and fails once.</summary>
public sealed class CaseLogTests
{
    private static readonly Template s_process = new(
        new Guid("A0000000-0000-0000-0000-000000000001"),
        Make.El("EventData",
            Make.Data("RuleName", Make.Slot(0)),
            Make.Data("UtcTime", Make.Slot(1)),
            Make.Data("ProcessGuid", Make.Slot(2)),
            Make.Data("ProcessId", Make.Slot(3)),
            Make.Data("Image", Make.Slot(4)),
            Make.Data("CommandLine", Make.Slot(5)),
            Make.Data("LogonId", Make.Slot(6)),
            Make.Data("Elevated", Make.Slot(7))));

    private static readonly Template s_cleared = new(
        new Guid("A0000000-0000-0000-0000-000000000002"),
        Make.El("UserData", Make.El("LogFileCleared",
            Make.El("SubjectUserSid", Make.Slot(0)),
            Make.El("SubjectUserName", Make.Slot(1)),
            Make.El("ClientProcessId", Make.Slot(2))).With("xmlns", Make.Text("urn:example:eventlog"))));

    private static readonly Template s_event = new(
        new Guid("A0000000-0000-0000-0000-000000000003"),
        Make.El("Event",
            Make.El("System",
                Make.El("Provider").With("Name", Make.Slot(0)).With("Guid", Make.Slot(1, optional: true)),
                Make.El("EventID", Make.Slot(2)).With("Qualifiers", Make.Slot(3, optional: true)),
                Make.El("Version", Make.Slot(4, optional: true)) with { Dependency = 4 },
                Make.El("Level", Make.Slot(5)),
                Make.El("Keywords", Make.Slot(6)),
                Make.El("TimeCreated").With("SystemTime", Make.Slot(7)),
                Make.El("EventRecordID", Make.Slot(8)),
                Make.El("Correlation"),
                Make.El("Execution").With("ProcessID", Make.Slot(9)).With("ThreadID", Make.Slot(9)),
                Make.El("Channel", Make.Slot(10)),
                Make.El("Computer", Make.Text("ws-17.example.net"))),
            Make.Slot(11, type: 0x21)).With("xmlns", Make.Text("http://schemas.microsoft.com/win/2004/08/events/event")));

    private static readonly byte[] s_sid = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];

    [Theory]
    [InlineData("process-creation-and-clearing")]
    [InlineData("sad-torn-and-cut")]
    public void Input_OfACase_IsWhatTheWriterMakes(string name)
    {
        var path = Path.Combine(Repository.Cases("formats"), "evtx", name, "input.evtx");
        var log = name.StartsWith("sad-", StringComparison.Ordinal) ? TornAndCut() : Whole();
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(log)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, log);
        Assert.Fail($"{path} was written anew");
    }

    private static byte[] Whole() => LogFile.OfRecords(
        Event("Microsoft-Windows-Sysmon", 1, "Microsoft-Windows-Sysmon/Operational", new Instance(s_process,
            Value.Of("-"),
            Value.Of("2025-11-27 07:40:10.165"),
            new Value(0x0F, new Guid("0197231E-F943-69E5-A527-000000000800").ToByteArray()),
            Value.Of(6_180u),
            Value.Of(@"C:\Windows\System32\cmd.exe"),
            Value.Of("cmd.exe /c \"echo Grüße & exit\" "),
            new Value(0x15, BitConverter.GetBytes(0x3E7ul)),
            new Value(0x0D, [1, 0, 0, 0]))),
        Event("Microsoft-Windows-Eventlog", 1102, "Security", new Instance(s_cleared,
            new Value(0x13, s_sid),
            Value.Of("ALICE"),
            new Value(0x0A, BitConverter.GetBytes(4_242ul)))),
        Make.Event(Make.El("EventData", Make.El("Data", Make.Text("no template")), Make.El("Data"), Make.El("Binary"))));

    /// <summary>The second record has lost its end, and the file ends inside the third.</summary>
    private static byte[] TornAndCut()
    {
        var log = Whole();
        var records = EvtxLog.Read(log);
        log.AsSpan((int)records[2].Offset - 16, 16).Clear();
        return log[..((int)records[2].Offset + 100)];
    }

    private static Instance Event(string provider, ushort id, string channel, Instance data) => new(s_event,
        Value.Of(provider),
        new Value(0x0F, new Guid("5770385F-C22A-43E0-BF4C-06F5698FFBD9").ToByteArray()),
        new Value(0x06, BitConverter.GetBytes(id)),
        Value.Null,
        Value.Null,
        new Value(0x04, [4]),
        new Value(0x15, BitConverter.GetBytes(0x8000_0000_0000_0000)),
        new Value(0x11, BitConverter.GetBytes(new DateTime(2025, 11, 27, 7, 40, 10, 165).AddTicks(3_240).Ticks - new DateTime(1601, 1, 1).Ticks)),
        new Value(0x0A, BitConverter.GetBytes(86_918ul)),
        Value.Of(3_208u),
        Value.Of(channel),
        Value.Nested(data));
}
