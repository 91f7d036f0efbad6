using System.Text;
using System.Xml.Linq;
using CsCheck;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.WinXml;

namespace Watchfloor.Engine.Tests.Formats.WinXml;

/// <summary>Windows XML beside the runtime's XML reader.</summary>
public class WindowsXmlTests
{
    private static readonly XNamespace Namespace = "http://schemas.microsoft.com/win/2004/08/events/event";

    [Fact]
    public void Decode_RealRecords_SameValuesAsTheRuntimesReader()
    {
        var files = Directory.GetFiles(SharedData.Require("parse-pairs/windows/test"), "*.xml");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            var root = XElement.Parse(text, LoadOptions.PreserveWhitespace);
            var expected = root.DescendantsAndSelf(Namespace + "Event").Select(Fields).ToList();

            Assert.Equal(expected, Decode(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void Decode_AnyValues_ComeBack()
    {
        var character = Gen.OneOf(Gen.Char['!', '~'], Gen.Char['\u00A1', '\uD7FF'], Gen.Const('\t'), Gen.Const('&'), Gen.Const('<'));
        var value = Gen.String[character, 1, 20];
        var name = Gen.String[Gen.Char['a', 'z'], 1, 8].Select(n => "F" + n);
        Gen.Select(name, value).Array[0, 8].Sample(pairs =>
        {
            var data = pairs.Select(p => new XElement(Namespace + "Data", new XAttribute("Name", p.Item1), p.Item2.Trim()));
            var record = new XElement(Namespace + "Event",
                new XElement(Namespace + "System", new XElement(Namespace + "EventID", 7)), new XElement(Namespace + "EventData", data));
            var text = record.ToString(SaveOptions.DisableFormatting);
            List<string> expected = ["EventID=7", .. pairs.Select(p => $"{p.Item1}={p.Item2.Trim()}")];

            Assert.Equal(expected, Assert.Single(Decode(Encoding.UTF8.GetBytes(text))));
            Assert.Equal(expected, Assert.Single(Decode([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)])));
        });
    }

    [Fact]
    public void TryParseInto_SectionWithinARecord_AddsItsFields()
    {
        const string Before = "{\"message\":\"";
        const string Xml = "<EventData><Data Name='A'>1 &lt; 2</Data></EventData>";
        var batch = new EventBatch(new FieldNames());
        batch.Load(Encoding.UTF8.GetBytes(Before + Xml + "\"}"));
        batch.BeginEvent("json", 0, batch.InputLength, 0);

        Assert.True(WindowsXml.TryParseInto(batch, Before.Length, Xml.Length));
        batch.EndEvent();
        Assert.Equal(["A=1 < 2"], FieldsOf(batch[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no xml")]
    [InlineData("<Other><Data Name='A'>1</Data></Other>")]
    [InlineData("<EventData><Data Name='A'>1</Data>")]
    [InlineData("<EventData/><EventData/>")]
    [InlineData("<EventData></Event>")]
    [InlineData("<EventData><Data Name='A'>&a;</Data></EventData>")]
    [InlineData("<EventData><Data Name='A'>&#x;</Data></EventData>")]
    [InlineData("<EventData><Data Name='A>1</Data></EventData>")]
    [InlineData("<EventData><!-- </EventData>")]
    [InlineData("<EventData/> behind")]
    public void TryParseInto_SomethingElse_IsRefused(string text)
    {
        var batch = new EventBatch(new FieldNames());
        batch.Load(Encoding.UTF8.GetBytes(text));
        batch.BeginEvent("json", 0, batch.InputLength, 0);

        Assert.False(WindowsXml.TryParseInto(batch, 0, batch.InputLength));
    }

    [Theory]
    [InlineData("&lt;&gt;&amp;&quot;&apos;", "<>&\"'")]
    [InlineData("&#65;&#x42;&#x1F600;", "AB\U0001F600")]
    [InlineData("&#0;&#xD800;", "\uFFFD\uFFFD")]
    public void Unescape_Entities_AreTheirCharacters(string escaped, string expected)
    {
        var source = Encoding.UTF8.GetBytes(escaped);
        var room = new byte[source.Length];

        Assert.Equal(expected, Encoding.UTF8.GetString(room, 0, XmlText.Unescape(source, room)));
    }

    [Fact]
    public void Decode_TooManyValues_IsUnparsed()
    {
        var text = "<Event ><EventData>" + string.Concat(Enumerable.Repeat("<Data>1</Data>", 11)) + "</EventData></Event>";
        var lines = Decoding.Whole(FormatRegistry.ByName("winxml")!, Encoding.UTF8.GetBytes(text), new DecodeLimits { MaxFields = 10 });

        Assert.Contains("\"@unparsed\":\"more than 10 values\"", Assert.Single(lines), StringComparison.Ordinal);
    }

    private static List<List<string>> Decode(byte[] input)
    {
        var events = new List<List<string>>();
        Decoding.EachBatch(FormatRegistry.ByName("winxml")!, input, input.Length, DecodeLimits.Default, batch =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Null(batch[i].UnparsedReason);
                events.Add(FieldsOf(batch[i]));
            }
        });
        return events;
    }

    private static List<string> FieldsOf(EventView view)
    {
        var fields = new List<string>();
        for (var i = 0; i < view.FieldCount; i++) fields.Add($"{view.FieldName(i)}={Encoding.UTF8.GetString(view.Value(i))}");
        return fields;
    }

    /// <summary>What the fields of an event must be, by another reader, in the order of the text.</summary>
    private static List<string> Fields(XElement record)
    {
        var fields = new List<string>();
        foreach (var element in record.Elements().SelectMany(section => section.Descendants()))
        {
            var section = element.Ancestors().First(a => a.Parent == record).Name.LocalName;
            var prefix = section == "RenderingInfo" ? "RenderingInfo_" : "";
            var named = section == "EventData" ? (string?)element.Attribute("Name") : null;
            fields.AddRange(element.Attributes()
                .Where(a => !a.IsNamespaceDeclaration && !(named is not null && a.Name == "Name"))
                .Select(a => $"{prefix}{element.Name.LocalName}_{a.Name.LocalName}={a.Value}"));
            if (element.HasElements) continue;
            var isData = section is "EventData" or "UserData";
            var value = isData && !(string.IsNullOrWhiteSpace(element.Value) && element.Value.Contains('\n')) ? element.Value : element.Value.Trim();
            if (isData || value.Length > 0) fields.Add($"{prefix}{named ?? element.Name.LocalName}={value}");
        }

        return fields;
    }
}
