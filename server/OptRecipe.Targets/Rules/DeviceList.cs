using System.Globalization;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

internal enum DeviceAnswer { Unknown, Supported, Unsupported, ByDevice }

/// <summary>Which phones a runtime's own device list lets use a delegate: by GPU, by device model and Android SDK. Read from a table's section <c>devices</c>; the options are called
/// <c>gpu</c>, <c>device</c> and <c>sdk</c>. Immutable, thread-safe.</summary>
internal sealed class DeviceList
{
    private readonly Dictionary<string, (int? From, int? Until)> gpus = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Gpu, int? From, int? Until)> models = new(StringComparer.OrdinalIgnoreCase);
    private readonly string name;
    private readonly string id;

    private DeviceList(string id, TableNode node)
    {
        this.id = id;
        name = node.Require("name");
        foreach (var (sdk, list) in node["supported_from"]?.Fields ?? [])
            foreach (var gpu in list.AsList()) gpus[gpu.Text] = (Number(sdk, list), null);
        foreach (var (sdk, list) in node["unsupported_until"]?.Fields ?? [])
            foreach (var gpu in list.AsList()) gpus[gpu.Text] = (null, Number(sdk, list));
        foreach (var gpu in node["by_device"]?.AsList() ?? []) gpus[gpu.Text] = (null, null);
        foreach (var (model, row) in node["models"]?.Fields ?? [])
            models[model] = (row.Require("gpu"), row["supported_from"] is { } from ? Number(from.Text, from) : null, row["unsupported_until"] is { } until ? Number(until.Text, until) : null);
    }

    public static DeviceList? Read(string id, TableNode? node) => node is null ? null : new(id, node);

    /// <summary>The list's answer with the reason as a verdict; null when the recipe names no phone.</summary>
    public (DeviceAnswer Answer, SupportVerdict Verdict)? Ask(TargetSelection selection)
    {
        var device = selection.Value("device");
        var gpu = selection.Value("gpu");
        if ((device is null && gpu is null) || selection.Value("backend") == "metal") return null;
        int? sdk = int.TryParse(selection.Value("sdk"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (device is not null && models.TryGetValue(device, out var model)) return Answer($"`{device}` ({model.Gpu})", model.From, model.Until, sdk, ends: "", Found(device, gpu, sdk));
        if (gpu is null) return Verdict(DeviceAnswer.Unknown, $"{name} is consulted by the device's GPU too: give `gpu` beside `device`", Found(device, gpu, sdk));
        var (known, cores) = Known(gpu);
        var ends = cores.Length == 0 ? "" : $"; the core count {cores} changes nothing";
        if (known is null) return Verdict(DeviceAnswer.Unknown, $"what {name} says about `{gpu}` is not known here; a device it does not name counts as not supported{ends}", Found(device, gpu, sdk));
        var (from, until) = gpus[known];
        return Answer($"{known} on every device", from, until, sdk, ends, Found(device, gpu, sdk));
    }

    private (DeviceAnswer, SupportVerdict) Answer(string what, int? from, int? until, int? sdk, string ends, string found)
    {
        if (from is null && until is null) return Verdict(DeviceAnswer.ByDevice, $"{name} decides {what.Replace(" on every device", "", StringComparison.Ordinal)} device by device; a device it does not name counts as not supported{ends}", found);
        var supported = $"{name} takes {what} from Android SDK {from} on{ends}";
        var unsupported = $"{name} excludes {what} up to Android SDK {until}: an app that asks it runs the model on the CPU{ends}";
        if (sdk is null) return Verdict(DeviceAnswer.ByDevice, $"{(from is null ? unsupported : supported)}; the recipe names no `sdk`", found);
        if (sdk >= from) return Verdict(DeviceAnswer.Supported, supported, found);
        if (sdk <= until) return Verdict(DeviceAnswer.Unsupported, unsupported, found);
        return Verdict(DeviceAnswer.ByDevice, $"{(from is null ? unsupported : supported)}; for others it decides device by device, and what it does not name counts as not supported", found);
    }

    private (DeviceAnswer, SupportVerdict) Verdict(DeviceAnswer answer, string sentence, string found) => (answer, new(
        answer switch { DeviceAnswer.Supported => VerdictKind.Runs, DeviceAnswer.Unsupported => VerdictKind.FallsBack, _ => VerdictKind.NotJudged },
        answer is DeviceAnswer.Supported or DeviceAnswer.Unsupported ? VerdictStage.Load : VerdictStage.None, $"{id}.device", sentence, found));

    /// <summary>The row of a GPU as people and drivers write it (<c>Mali-G71 MP20</c>, <c>Adreno (TM) 540</c>), and a core count that the list does not know.</summary>
    private (string? Known, string Cores) Known(string gpu)
    {
        var word = gpu.Trim().ToLowerInvariant().Replace("(tm)", "", StringComparison.Ordinal).Replace('_', ' ').Replace('-', ' ');
        var parts = word.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var whole = string.Join('-', parts);
        if (gpus.ContainsKey(whole)) return (whole, "");
        if (parts is not [.., ['m', 'p' or 'c', _, ..] cores] || !cores.Skip(2).All(char.IsAsciiDigit)) return (null, "");
        var without = string.Join('-', parts[..^1]);
        return (gpus.ContainsKey(without) ? without : null, cores.ToUpperInvariant());
    }

    private static string Found(string? device, string? gpu, int? sdk) =>
        string.Join(", ", new[] { gpu is null ? null : $"gpu {gpu}", device is null ? null : $"device {device}", sdk is null ? null : $"Android SDK {sdk}" }.OfType<string>());

    private static int Number(string text, TableNode node) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw new TableFormatException(node.Line, $"`{text}` is no Android SDK number");
}
