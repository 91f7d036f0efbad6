namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>What elements, attributes and references become.</summary>
public sealed class StructureTests
{
    private static readonly Guid s_outer = new("AAAAAAAA-0000-0000-0000-000000000001");
    private static readonly Guid s_inner = new("BBBBBBBB-0000-0000-0000-000000000002");

    [Fact]
    public void Read_System_NamesElementsAndAttributes()
    {
        var system = Make.El("System",
            Make.El("Provider").With("Name", Make.Text("P")).With("Guid", Make.Slot(0)),
            Make.El("EventID", Make.Slot(1)).With("Qualifiers", Make.Slot(2)),
            Make.El("Version", Make.Slot(3, optional: true)),
            Make.El("Correlation").With("ActivityID", Make.Slot(4, optional: true)),
            Make.El("Security"));

        Assert.Equal(
            ["Provider_Name=P", "EventID_Qualifiers=16384", "EventID=7"],
            Fields(Make.El("Event", system), Value.Null, Value.Of(7u), Value.Of(16_384u), Value.Null, Value.Null));
    }

    [Fact]
    public void Read_EventData_NamesFieldsByTheirNameAndKeepsEmptyOnes()
    {
        var data = Make.El("EventData",
            Make.Data("Threat Name", Make.Slot(0)),
            Make.Data("Missing", Make.Slot(1, optional: true)),
            Make.Data("Dependent", Make.Slot(1, optional: true)) with { Dependency = 1 },
            Make.Data("Bare"),
            Make.El("Data", Make.Text("first")),
            Make.El("Data", Make.Slot(0)),
            Make.El("Data"),
            Make.Data("", Make.Text("unnamed")),
            Make.El("Binary", Make.Slot(2)));

        Assert.Equal(
            ["Threat Name=x", "Missing=", "Dependent=", "Bare=", "Data=first", "Data=x", "Data=", "Data=unnamed", "Binary=01FF"],
            Section(data, Value.Of("x"), Value.Null, new Value(0x0E, [1, 255])));
    }

    [Fact]
    public void Read_EventDataWithAttributes_KeepsThem() =>
        Assert.Equal(
            ["EventData_Name=Boot", "Data_Type=t", "A=1"],
            Section(Make.El("EventData", Make.Data("A", Make.Text("1")).With("Type", Make.Text("t"))).With("Name", Make.Text("Boot"))));

    [Fact]
    public void Read_NameFromAValue_NamesTheField() =>
        Assert.Equal(
            ["Dynamic=v", "Dynamic=ab", "Data=w"],
            Section(
                Make.El("EventData",
                    Make.El("Data", Make.Slot(1)).With("Name", Make.Slot(0)),
                    Make.El("Data", Make.Text("a"), Make.Slot(3)).With("Name", Make.Slot(0)),
                    Make.El("Data", Make.Text("w")).With("Name", Make.Slot(2))),
                Value.Of("Dynamic"), Value.Of("v"), Value.Null, Value.Of("b")));

    [Fact]
    public void Read_UserData_NamesLeavesByTheirLocalName() =>
        Assert.Equal(
            ["Flags_value=1", "Flags_more=x", "Header=a", "Header=b", "Empty=", "URL_scheme=http", "URL=u", "When=t"],
            Section(
                Make.El("UserData",
                    Make.El("ns:Operation",
                        Make.El("Flags").With("value", Make.Text("1")).With("more", Make.Slot(0)),
                        Make.El("Info", Make.El("Header", Make.Text("a")), Make.El("Header", Make.Text("b"))),
                        Make.El("Empty"),
                        Make.El("p:URL", Make.Text("u")).With("scheme", Make.Text("http")),
                        Make.El("When", Make.Text("t")),
                        Make.El("Gone", Make.Slot(1, optional: true)),
                        Make.El("Gone", Make.Text("never")) with { Dependency = 1 })
                    .With("xmlns:ns", Make.Text("urn:x"))),
                Value.Of("x"), Value.Null));

    [Fact]
    public void Read_RenderingInfo_KeepsItsWordsApartFromTheNumbersOfSystem() =>
        Assert.Equal(
            ["RenderingInfo_Culture=en-US", "Message=Done.", "RenderingInfo_Level=Information", "RenderingInfo_Keyword=Audit"],
            Section(Make.El("RenderingInfo",
                Make.El("Message", Make.Text("Done.")),
                Make.El("Level", Make.Text("Information")),
                Make.El("Keywords", Make.El("Keyword", Make.Text("Audit")))).With("Culture", Make.Text("en-US"))));

    [Fact]
    public void Read_OtherSections_AreNamedByTheirLeaves() =>
        Assert.Equal(["ErrorCode=15003"], Section(Make.El("ProcessingErrorData", Make.El("ErrorCode", Make.Text("15003")))));

    [Fact]
    public void Read_References_ResolvesThem() =>
        Assert.Equal(
            ["V=a&<>\"'&nbsp;Ä\uFFFDz", "W=<x>&"],
            Section(Make.El("EventData",
                Make.Data("V", Make.Text("a"), new Entity("amp"), new Entity("lt"), new Entity("gt"), new Entity("quot"), new Entity("apos"),
                    new Entity("nbsp"), new Character(0xC4), new Character(0xD800), Make.Text("z")),
                Make.Data("W", new CData("<x>&")))));

    [Fact]
    public void Read_TextOfSeveralPieces_JoinsThem() =>
        Assert.Equal(
            ["V=<x> 7 tail", "W_A=px", "Blank=", "Both=x7"],
            Section(
                Make.El("EventData",
                    Make.Data("V", new CData("<"), Make.Slot(0), new Entity("gt"), Make.Text(" "), Make.Slot(1), new Instruction("t", "d"), Make.Text(" tail")),
                    Make.El("W").With("A", Make.Text("p"), Make.Slot(0)) with { Dependency = 2 },
                    Make.Data("Blank", Make.Slot(2), Make.Slot(2)),
                    Make.Data("Both", Make.Slot(0), Make.Slot(1))),
                Value.Of("x"), Value.Of(7u), Value.Null).Where(f => f != "W="));

    [Fact]
    public void Read_LayoutBetweenElements_IsNoField() =>
        Assert.Equal(
            ["A=1", "B=2"],
            Section(Make.El("UserData", Make.Text("\r\n  "), Make.El("O", Make.Text("\n"), Make.El("A", Make.Text("1")), Make.Text("\t"), Make.El("B", Make.Text("2"))))));

    [Fact]
    public void Read_BlankLeaf_KeepsItsText() => Assert.Equal(["A=  "], Section(Make.El("EventData", Make.Data("A", Make.Text("  ")))));

    [Fact]
    public void Read_NestedTemplate_StandsWhereItsSlotStands()
    {
        var inner = new Template(s_inner, Make.El("EventData", Make.Data("A", Make.Slot(0)), Make.Data("B", Make.Slot(1))));
        var nested = Value.Nested(new Instance(inner, Value.Of("a"), Value.Of("b")));

        Assert.Equal(
            ["A=a", "B=b", "After=x"],
            Fields(Make.El("Event", Make.Slot(1, type: 0x21), Make.El("UserData", Make.El("After", Make.Slot(0)))), Value.Of("x"), nested));
    }

    [Fact]
    public void Read_NestedElementWithoutTemplate_HasNoDependencyIdentifier() =>
        Assert.Equal(
            ["Op=1", "Leaf=y", "Last=x"],
            Section(
                Make.El("UserData", Make.Slot(1, type: 0x21), Make.El("Last", Make.Slot(0))),
                Value.Of("x"), Value.Nested(Make.El("Outer", Make.El("Op", Make.Text("1")), Make.El("Leaf", Make.Text("y"))))));

    [Fact]
    public void Read_FragmentInASlotDeclaredOtherwise_IsReadAsFragment() =>
        Assert.Equal(["A=1"], Section(Make.El("UserData", Make.Slot(0)), Value.Nested(Make.El("A", Make.Text("1")))));

    [Fact]
    public void Read_NoFragmentInItsSlot_AddsNothing() =>
        Assert.Empty(Section(Make.El("UserData", Make.Slot(0, type: 0x21)), Value.Null));

    [Fact]
    public void Read_RecordWithoutTemplate_ReadsItsElement()
    {
        var e = Assert.Single(EvtxLog.Read(LogFile.OfRecords(Make.Event(Make.El("EventData", Make.Data("A", Make.Text("1")))))));

        Assert.Equal(["EventID=1", "Channel=Test", "A=1"], Text(e));
    }

    [Fact]
    public void Read_SlotThatTheRecordLacks_IsAMissingValue()
    {
        var template = new Template(s_outer, Make.Event(Make.El("EventData", Make.Data("A", Make.Slot(1)), Make.Data("B", Make.Slot(0)))));
        var full = new Instance(template, Value.Of("x"), Value.Of("of the record before"));

        var events = EvtxLog.Read(LogFile.OfRecords(full, new Instance(template, Value.Of("y"))));

        Assert.Equal(["A=", "B=y"], Text(events[1])[2..]);
    }

    [Fact]
    public void Read_SameTemplateInManyChunks_GivesTheSameFields()
    {
        var one = new Template(s_outer, Make.Event(Make.El("EventData", Make.Data("A", Make.Slot(0)))));
        var other = new Template(s_inner, Make.El("Event", Make.El("EventData", Make.Data("Z", Make.Slot(0)), Make.Data("A", Make.Text("2")))));
        var file = LogFile.OfChunks(
            [new Instance(one, Value.Of("1"))],
            [new Instance(other, Value.Of("z")), new Instance(one, Value.Of("3"))], // its names stand in the other template here
            [new Instance(one, Value.Of("4")), new Instance(one, Value.Of("5"))]);

        var events = EvtxLog.Read(file);

        Assert.Equal(["1", "2", "3", "4", "5"], events.Select(e => e["A"]));
        Assert.Equal(["A"], events[2].Fields.Select(f => f.Name).Except(["EventID", "Channel"]));
    }

    [Theory]
    [InlineData("A", "2", "e")]
    [InlineData("B", "1", "e")]
    [InlineData("AA", "1", "e")]
    [InlineData("A", "1", "f")]
    [InlineData("A", "1", "ee")]
    public void Read_OtherTemplateOfTheSameIdentifier_IsNotMistakenForTheFirst(string name, string text, string last)
    {
        var first = new Template(s_outer, Make.Event(Make.El("EventData", Make.Data("A", Make.Text("1")), Make.El("A", Make.Text("e")))));
        var second = new Template(s_outer, Make.Event(Make.El("EventData", Make.Data("A", Make.Text(text)), Make.El(name, Make.Text(last)))));

        var events = EvtxLog.Read(LogFile.OfChunks([new Instance(first)], [new Instance(second)], [new Instance(first)]));

        Assert.Equal([["A=1", "A=e"], ["A=" + text, $"{name}={last}"], ["A=1", "A=e"]], events.Select(e => Text(e)[2..]));
    }

    private static List<string> Section(Element section, params Value[] values) => Fields(Make.Event(section), values)[2..];

    private static List<string> Fields(Element root, params Value[] values) =>
        Text(Assert.Single(EvtxLog.Read(LogFile.OfRecords(new Instance(new Template(s_outer, root), values)))));

    private static List<string> Text(LogEvent e)
    {
        Assert.Null(e.Unparsed);
        return [.. e.Fields.Select(f => $"{f.Name}={f.Value}")];
    }
}
