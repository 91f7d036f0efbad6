using Watchfloor.Events;

namespace Watchfloor.Engine.Tests.Catalog;

public sealed class CanonicalNamesTests
{
    [Theory]
    [InlineData("Image", "Image")]
    [InlineData("Threat Name", "ThreatName")]
    [InlineData("Event.EventData.Image", "Image")]
    [InlineData("Event.EventData.Threat Name", "ThreatName")]
    [InlineData("Event.EventData.Source Name", "SourceName")]
    [InlineData("Event.EventData.Data.#text", "Data")]
    [InlineData("Event.EventData.Data", "Data")]
    [InlineData("Event.EventData.#attributes.Name", "EventData_Name")]
    [InlineData("Event.UserData.Operation_ClientFailure.User", "User")]
    [InlineData("Event.UserData.EventXML.Address", "Address")]
    [InlineData("Event.System.EventID", "EventID")]
    [InlineData("Event.System.EventID.#text", "EventID")]
    [InlineData("Event.System.EventID.#attributes.Qualifiers", "EventID_Qualifiers")]
    [InlineData("Event.System.Provider.#attributes.Name", "Provider_Name")]
    [InlineData("Event.System.Provider_attributes.Name", "Provider_Name")]
    [InlineData("Event.System.TimeCreated.#attributes.SystemTime", "TimeCreated_SystemTime")]
    [InlineData("Event.System.Execution_attributes.ProcessID", "Execution_ProcessID")]
    [InlineData("winlog.event_data.CommandLine", "CommandLine")]
    [InlineData("winlog.user_data.SubjectUserName", "SubjectUserName")]
    [InlineData("winlog.channel", "Channel")]
    [InlineData("winlog.event_id", "EventID")]
    [InlineData("winlog.provider_name", "Provider_Name")]
    [InlineData("winlog.computer_name", "Computer")]
    [InlineData("winlog.record_id", "EventRecordID")]
    [InlineData("SourceName", "Provider_Name")]
    [InlineData("Source Name", "SourceName")]
    [InlineData("Hostname", "Computer")]
    [InlineData("RecordNumber", "EventRecordID")]
    [InlineData("data.win.eventdata.commandLine", "CommandLine")]
    [InlineData("data.win.eventdata.param1", "param1")]
    [InlineData("data.win.system.eventID", "EventID")]
    [InlineData("data.win.system.providerName", "Provider_Name")]
    [InlineData("data.win.system.systemTime", "TimeCreated_SystemTime")]
    [InlineData("win.eventdata.targetObject", "TargetObject")]
    [InlineData("ProviderName", "Provider_Name")]
    [InlineData("EventSourceName", "Provider_Name")]
    [InlineData("EventData.NewProcessName", "NewProcessName")]
    [InlineData("EventLog", "Channel")]
    [InlineData("@stream", "zeek.path")]
    [InlineData("_path", "zeek.path")]
    [InlineData("id_orig_h", "id.orig_h")]
    [InlineData("certificate_serial", "certificate.serial")]
    [InlineData("SYSLOG_IDENTIFIER", "appname")]
    [InlineData("userIdentity.type", "userIdentity.type")]
    [InlineData("Event.System.", "Event.System.")]
    [InlineData(" ", " ")]
    [InlineData(".", ".")]
    public void Canonical_NameAsACarrierSpellsIt_IsTheEventsOwn(string spelled, string canonical)
    {
        var catalog = CatalogEvents.Shipped;
        Assert.Equal(canonical, catalog.Names[catalog.Canonical(catalog.Names.Intern(spelled))]);
    }

    [Fact]
    public void Canonical_AskedAgain_IsTheSameId()
    {
        var catalog = EventCatalog.LoadDefault();
        var spelled = catalog.Names.Intern("winlog.event_data.Image");
        var own = catalog.Names.Intern("Image");
        Assert.Equal(own, catalog.Canonical(spelled));
        Assert.Equal(own, catalog.Canonical(spelled));
        Assert.Equal(own, catalog.Canonical(own));
    }

    [Fact]
    public void Canonical_TableOfNamesFull_IsTheNameItself()
    {
        var catalog = EventCatalog.LoadDefault();
        var late = catalog.Names.Intern("late name");
        for (var i = 0; catalog.Names.Count < FieldNames.MaxNames; i++) catalog.Names.Intern("n" + i);
        Assert.Equal(late, catalog.Canonical(late));
    }
}
