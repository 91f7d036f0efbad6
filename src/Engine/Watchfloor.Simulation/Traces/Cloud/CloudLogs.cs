using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Output;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Traces.Cloud;

/// <summary>What AWS CloudTrail, Entra sign-in and the unified audit log of Microsoft 365 write.</summary>
internal sealed class CloudLogs(Recorder recorder, Company.Directory company)
{
    private readonly Dice _dice = new(company.Seed, "cloud logs");

    /// <summary>A call of the AWS API.</summary>
    /// <param name="time">When.</param>
    /// <param name="user">The IAM user, or the role's session.</param>
    /// <param name="key">The access key's id.</param>
    /// <param name="service">Such as <c>s3.amazonaws.com</c>.</param>
    /// <param name="name">Such as <c>ListBuckets</c>.</param>
    /// <param name="address">The caller's address.</param>
    /// <param name="agent">The caller's program.</param>
    /// <param name="request">The parameters as JSON, or <c>null</c>.</param>
    /// <param name="response">The answer as JSON, or <c>null</c>.</param>
    /// <param name="error">The error's code, or null.</param>
    /// <param name="root">True for the account's owner.</param>
    public void CloudTrail(long time, string user, string key, string service, string name, string address, string agent, string request, string response, string? error, bool root = false)
    {
        var to = recorder.Begin(time).Raw("{\"eventVersion\":\"1.09\",\"userIdentity\":{\"type\":\""u8).Raw(root ? "Root" : "IAMUser").Raw("\",\"principalId\":\"AIDA"u8);
        Letters(to, Dice.Hash(company.Seed, user), 17);
        to.Raw("\",\"arn\":\"arn:aws:iam::"u8).Raw(company.CloudAccount).Raw(root ? ":root" : ":user/" + user).Raw("\",\"accountId\":\""u8).Raw(company.CloudAccount)
            .Raw("\",\"accessKeyId\":\""u8).Raw(key).Raw("\",\"userName\":\""u8).Raw(user).Raw("\"},\"eventTime\":\""u8).Rfc3339Seconds(time).Raw("\",\"eventSource\":\""u8).Raw(service)
            .Raw("\",\"eventName\":\""u8).Raw(name).Raw("\",\"awsRegion\":\"eu-central-1\",\"sourceIPAddress\":\""u8).Raw(address).Raw("\",\"userAgent\":\""u8).Json(agent);
        if (error is not null)
            to.Raw("\",\"errorCode\":\""u8).Raw(error).Raw("\",\"errorMessage\":\"User is not authorized to perform this operation"u8);
        to.Raw("\",\"requestParameters\":"u8).Raw(request).Raw(",\"responseElements\":"u8).Raw(response).Raw(",\"requestID\":\""u8);
        Guid(to);
        to.Raw("\",\"eventID\":\""u8);
        Guid(to);
        to.Raw("\",\"readOnly\":"u8).Raw(name.StartsWith("List", StringComparison.Ordinal) || name.StartsWith("Get", StringComparison.Ordinal) || name.StartsWith("Describe", StringComparison.Ordinal) ? "true"u8 : "false"u8)
            .Raw(",\"eventType\":\""u8).Raw(name == "ConsoleLogin" ? "AwsConsoleSignIn"u8 : "AwsApiCall"u8).Raw("\",\"managementEvent\":true,\"recipientAccountId\":\""u8).Raw(company.CloudAccount).Raw("\",\"eventCategory\":\"Management\"}"u8);
        recorder.End(LogStream.CloudTrail);
    }

    /// <summary>A sign-in to the cloud directory, as Microsoft Graph lists it.</summary>
    public void SignIn(long time, Person person, string application, string client, string address, string country, string city, int error, string reason, string agent, bool multiFactor, string risk)
    {
        var to = recorder.Begin(time).Raw("{\"id\":\""u8);
        Guid(to);
        to.Raw("\",\"createdDateTime\":\""u8).Rfc3339Seconds(time).Raw("\",\"userDisplayName\":\""u8).Json(person.First + " " + person.Last).Raw("\",\"userPrincipalName\":\""u8).Raw(person.Mail)
            .Raw("\",\"userId\":\""u8).Raw(person.ObjectId).Raw("\",\"appDisplayName\":\""u8).Raw(application).Raw("\",\"ipAddress\":\""u8).Raw(address)
            .Raw("\",\"clientAppUsed\":\""u8).Raw(client).Raw("\",\"userAgent\":\""u8).Json(agent).Raw("\",\"correlationId\":\""u8);
        Guid(to);
        to.Raw("\",\"conditionalAccessStatus\":\""u8).Raw(error == 0 ? "success"u8 : "notApplied"u8).Raw("\",\"isInteractive\":true,\"riskDetail\":\"none\",\"riskLevelAggregated\":\""u8).Raw(risk)
            .Raw("\",\"riskLevelDuringSignIn\":\""u8).Raw(risk).Raw("\",\"riskState\":\""u8).Raw(risk == "none" ? "none"u8 : "atRisk"u8)
            .Raw("\",\"resourceDisplayName\":\""u8).Raw(application).Raw("\",\"authenticationRequirement\":\""u8).Raw(multiFactor ? "multiFactorAuthentication"u8 : "singleFactorAuthentication"u8)
            .Raw("\",\"tenantId\":\""u8).Raw(company.Tenant).Raw("\",\"status\":{\"errorCode\":"u8).Number(error).Raw(",\"failureReason\":\""u8).Raw(error == 0 ? "Other." : reason)
            .Raw("\"},\"deviceDetail\":{\"displayName\":\""u8).Raw(risk == "none" ? person.Computer.Name : "").Raw("\",\"operatingSystem\":\""u8).Raw(person.Computer.Kind == HostKind.Mac ? "MacOs" : "Windows11")
            .Raw("\",\"browser\":\"Edge 121.0.0\",\"isCompliant\":"u8).Raw(risk == "none" ? "true"u8 : "false"u8).Raw("},\"location\":{\"city\":\""u8).Raw(city).Raw("\",\"countryOrRegion\":\""u8).Raw(country).Raw("\"}}"u8);
        recorder.End(LogStream.SignIn);
    }

    /// <summary>An operation on mail or files.</summary>
    /// <param name="time">When.</param>
    /// <param name="user">Who.</param>
    /// <param name="workload"><c>Exchange</c> or <c>SharePoint</c>.</param>
    /// <param name="operation">Such as <c>New-InboxRule</c>.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="record">The kind of record: 1 and 2 Exchange administration and items, 6 files, 50 mailbox access.</param>
    /// <param name="target">The object it was done to.</param>
    /// <param name="parameters">Names and values of the command.</param>
    public void Office(long time, string user, string workload, string operation, string address, int record, string target, IReadOnlyList<(string Name, string Value)> parameters)
    {
        var to = recorder.Begin(time).Raw("{\"CreationTime\":\""u8).Date(time).Raw((byte)'T').Clock(time).Raw("\",\"Id\":\""u8);
        Guid(to);
        to.Raw("\",\"Operation\":\""u8).Raw(operation).Raw("\",\"OrganizationId\":\""u8).Raw(company.Tenant).Raw("\",\"RecordType\":"u8).Number(record)
            .Raw(",\"ResultStatus\":\""u8).Raw(workload == "Exchange" ? "True"u8 : "Succeeded"u8).Raw("\",\"UserKey\":\""u8).Raw(user).Raw("\",\"UserType\":0,\"Version\":1,\"Workload\":\""u8).Raw(workload)
            .Raw("\",\"ClientIP\":\""u8).Raw(address).Raw("\",\"UserId\":\""u8).Raw(user).Raw("\",\"ObjectId\":\""u8).Json(target).Raw((byte)'"');
        if (parameters.Count > 0)
        {
            to.Raw(",\"Parameters\":["u8);
            for (var i = 0; i < parameters.Count; i++)
                to.Raw(i == 0 ? "{\"Name\":\""u8 : ",{\"Name\":\""u8).Json(parameters[i].Name).Raw("\",\"Value\":\""u8).Json(parameters[i].Value).Raw("\"}"u8);
            to.Raw((byte)']');
        }

        to.Raw((byte)'}');
        recorder.End(LogStream.Office);
    }

    /// <summary>An access key of somebody: always the same.</summary>
    public string KeyOf(string user)
    {
        var text = new Utf8Buffer(32);
        text.Raw("AKIA"u8);
        Letters(text, Dice.Hash(company.Seed, "key " + user), 16);
        return System.Text.Encoding.ASCII.GetString(text.Written);
    }

    private static void Letters(Utf8Buffer to, ulong bits, int count)
    {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8;
        for (var i = 0; i < count; i++)
        {
            to.Raw(alphabet[(int)(bits & 31)]);
            bits = (bits >> 5) | (bits << 59);
        }
    }

    private void Guid(Utf8Buffer to)
    {
        ulong a = _dice.NextLong(), b = _dice.NextLong();
        to.Hex(a >> 32, 8).Raw((byte)'-').Hex((a >> 16) & 0xFFFF, 4).Raw("-4"u8).Hex(a & 0xFFF, 3).Raw((byte)'-').Hex(0x8000 | ((b >> 48) & 0x3FFF), 4).Raw((byte)'-').Hex(b & 0xFFFFFFFFFFFF, 12);
    }
}
