using System.Xml.Linq;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>The fields of an event in XML, by the naming rules as they are written down; the reference for the decoder's flat programs.</summary>
internal static class XmlProjection
{
    public static List<Field> Fields(XElement @event)
    {
        var fields = new List<Field>();
        foreach (var section in @event.Elements())
        {
            AddAttributes(section, fields);
            foreach (var element in section.Elements())
            {
                if (section.Name.LocalName == "EventData") AddData(element, fields);
                else AddLeaves(element, fields);
            }
        }

        return fields;
    }

    private static void AddData(XElement element, List<Field> fields)
    {
        var name = element.Attribute("Name")?.Value;
        fields.Add(new Field(string.IsNullOrEmpty(name) ? element.Name.LocalName : name, element.Value));
    }

    private static void AddLeaves(XElement element, List<Field> fields)
    {
        AddAttributes(element, fields);
        if (!element.HasElements) fields.Add(new Field(element.Name.LocalName, element.Value));
        foreach (var child in element.Elements()) AddLeaves(child, fields);
    }

    private static void AddAttributes(XElement element, List<Field> fields)
    {
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
            fields.Add(new Field($"{element.Name.LocalName}_{attribute.Name.LocalName}", attribute.Value));
    }
}
