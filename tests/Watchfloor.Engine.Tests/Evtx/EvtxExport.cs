using System.Diagnostics;
using System.Xml;
using System.Xml.Linq;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>An independent reader of the format: <c>evtxexport</c> of the Debian package <c>libevtx-utils</c>.</summary>
internal static class EvtxExport
{
    private const string Program = "/usr/bin/evtxexport";

    /// <summary>The events of a file. Where the program is not installed the test is skipped, except on the build server.</summary>
    public static IEnumerable<XElement> Events(string path)
    {
        if (!File.Exists(Program))
        {
            const string missing = "evtxexport is missing: install the Debian package libevtx-utils";
            if (Environment.GetEnvironmentVariable("CI") is not null) Assert.Fail(missing);
            Assert.Skip(missing);
        }

        var start = new ProcessStartInfo(Program, ["-f", "xml", path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Parse(Notation.ControlPictures(output[Math.Max(0, output.IndexOf("<Event", StringComparison.Ordinal))..]));
    }

    private static List<XElement> Parse(string text)
    {
        var settings = new XmlReaderSettings { ConformanceLevel = ConformanceLevel.Fragment, CheckCharacters = false };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        var events = new List<XElement>();
        reader.MoveToContent();
        while (reader.NodeType == XmlNodeType.Element)
        {
            events.Add((XElement)XNode.ReadFrom(reader));
            reader.MoveToContent();
        }

        return events;
    }
}
