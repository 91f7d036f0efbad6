using Watchfloor.Events;
using Watchfloor.Events.Catalog;

namespace Watchfloor.Engine.Tests.Catalog;

public sealed class ClassifyTests
{
    private const string SysmonChannel = "Microsoft-Windows-Sysmon/Operational";

    private static string[] Names(EventClass found) => [.. found.Sources.Select(s => s.ToString())];

    [Fact]
    public void Classify_ChannelInOtherCase_IsTheSameClass()
    {
        var upper = CatalogEvents.ClassOf(("EventID", "4624"), ("Channel", "SECURITY"));
        var lower = CatalogEvents.ClassOf(("EventID", "4624"), ("Channel", "security"));
        Assert.Equal(["windows/*/security"], Names(upper));
        Assert.Same(upper, lower);
    }

    [Fact]
    public void Classify_RegistryKeyCreated_IsEventAndAdd()
    {
        var found = CatalogEvents.ClassOf(("EventID", "12"), ("Channel", SysmonChannel), ("EventType", "CreateKey"));
        Assert.Equal(["windows/registry_add/sysmon", "windows/registry_event/sysmon"], Names(found));
        Assert.True(found.Fits(new LogSource("windows", Service: "sysmon")));
        Assert.True(found.Fits(new LogSource("windows")));
        Assert.False(found.Fits(new LogSource("windows", "registry_delete")));
    }

    [Fact]
    public void Classify_WindowsChannelNobodyKnows_IsStillWindows() =>
        Assert.Equal(["windows/*/*"], Names(CatalogEvents.ClassOf(("EventID", "7"), ("Channel", "Some-Vendor/Operational"))));

    [Fact]
    public void Classify_LinuxSysmon_IsNotWindows()
    {
        var found = CatalogEvents.ClassOf(
            ("EventID", "1"), ("EventRecordID", "9"), ("Channel", "Linux-Sysmon/Operational"), ("Provider_Name", "Linux-Sysmon"));
        Assert.Equal(["linux/process_creation/sysmon"], Names(found));
    }

    [Theory]
    [InlineData("webserver")]
    [InlineData("proxy")]
    [InlineData("dns")]
    [InlineData("firewall")]
    public void Classify_WindowsEventWithWebFields_IsOfNoProductlessCategory(string category)
    {
        // Fields of the same name exist in Windows events; only a rule of our own could confuse them.
        var found = CatalogEvents.ClassOf(
            ("EventID", "5156"), ("Channel", "Security"), ("SourceAddress", "10.0.0.1"), ("DestPort", "80"), ("Protocol", "6"), ("Application", "x"));
        Assert.False(found.Fits(new LogSource(Category: category)));
    }

    [Fact]
    public void Classify_NothingKnown_IsUnknown() => Assert.Same(EventClass.Unknown, CatalogEvents.ClassOf(("colour", "blue")));

    [Fact]
    public void Classify_Unparsed_IsUnknownWhateverItsFormat()
    {
        var batch = new EventBatch(CatalogEvents.Shipped.Names);
        batch.AddUnparsed("evtx", "torn", 0, 0, 0);
        Assert.Same(EventClass.Unknown, CatalogEvents.Shipped.Classify(batch[0]));
        Assert.Same(EventClass.Unknown, batch[0].Class);
    }

    [Fact]
    public void Classify_StoresTheClassInTheEvent()
    {
        var view = CatalogEvents.Event(CatalogEvents.Shipped, "access", ("cs-method", "GET"))[0];
        Assert.Same(CatalogEvents.Shipped.Classify(view), view.Class);
    }

    [Fact]
    public void Classify_AnyValueOfAFieldCounts()
    {
        var view = CatalogEvents.Event(CatalogEvents.Shipped, "auditd", ("type", "SYSCALL"), ("type", "EXECVE"), ("type", "PROCTITLE"))[0];
        Assert.Equal(["linux/process_creation/auditd"], Names(CatalogEvents.Shipped.Classify(view)));
    }

    [Fact]
    public void Named_SameAsClassified_IsTheSameInstanceWithItsMappings()
    {
        var named = CatalogEvents.Shipped.Named(new LogSource(Category: "webserver"));
        Assert.Same(CatalogEvents.Shipped.Classify(CatalogEvents.Event(CatalogEvents.Shipped, "access", ("cs-method", "GET"))[0]), named);
        Assert.Contains("cs-user-agent", named.Fields.Keys);
    }

    [Fact]
    public void Named_LogSourceNobodyKnows_HasItsNameAndNoMappings()
    {
        var named = CatalogEvents.Shipped.Named(new LogSource("coffee", Service: "machine"));
        Assert.False(named.IsUnknown);
        Assert.Empty(named.Fields);
        Assert.True(named.Fits(new LogSource("coffee")));
    }

    [Fact]
    public void Classify_SeenBefore_AllocatesNothing()
    {
        var view = CatalogEvents.Event(
            CatalogEvents.Shipped, "json", ("EventID", "1"), ("Channel", SysmonChannel), ("Image", "C:\\a.exe"), ("Computer", "pc"))[0];
        CatalogEvents.Shipped.Classify(view);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) CatalogEvents.Shipped.Classify(view);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Sources_EventMadeToLookLikeEverything_ClassesStayBounded()
    {
        var table = new ClassTable([]);
        for (var i = 0; i < ClassTable.MaxClasses; i++)
            table.For([new LogSource("a"), new LogSource("b", Service: i.ToString())]);
        var late = table.For([new LogSource("a"), new LogSource("c")]);
        Assert.Equal([new LogSource("a")], late.Sources);
    }

    [Fact]
    public void ClassTable_SameSourcesInOtherOrder_IsTheSameInstance()
    {
        var table = new ClassTable([]);
        Assert.Same(
            table.For([new LogSource("a", "x"), new LogSource("a", "y")]), table.For([new LogSource("a", "y"), new LogSource("a", "x")]));
        Assert.NotSame(table.For([new LogSource("a", "x")]), table.For([new LogSource("a", Service: "x")]));
    }
}
