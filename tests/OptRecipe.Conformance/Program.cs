using OptRecipe.Engine.Interpretation;
using OptRecipe.Testing;
using OptRecipe.Testing.Conformance;
using OptRecipe.Testing.Quantization;

// Runs folders of cases through our interpreter; `npm run conformance` starts it.
const string Usage = """
    usage: npm run conformance -- [folder…] [--runtime litert-2.3|tflite-2.9|tflite-micro] [--kernels name] [--filter text]
           npm run conformance -- --quantization [--filter text]
    Folders have the layout of golden/kernels; with tflite-micro that of golden/tflm. Without one: those of ../shared.
      litert-2.3    against the stored, judged results (default)
      tflite-2.9    against the native library in this process, those models that it runs
      tflite-micro  against the stored results of TensorFlow Lite for Microcontrollers
      --quantization  our quantized files against those of golden/converter and golden/aeq, form by form: with
                      the tool's ranges, and of golden/converter from the data alone
    Prints passed, failed and not done by operator and form, and the reason of each that did not pass. Ends with 1 when a case failed, with 2 on wrong usage.
    """;
var folders = new List<string>();
string filter = "", kernels = "";
var isQuantization = false;
var runtime = PlayedRuntime.LiteRT23;
for (var index = 0; index < args.Length; index++)
{
    var value = index + 1 < args.Length ? args[index + 1] : null;
    switch (args[index])
    {
        case "--filter" when value is not null: filter = value; index++; break;
        case "--kernels" when value is not null: kernels = value; index++; break;
        case "--runtime" when value is not null && PlayedRuntimeNames.TryParse(value, out runtime): index++; break;
        case "--quantization": isQuantization = true; break;
        case "--native": runtime = PlayedRuntime.TFLite29; break;
        // What the old sketch asked for is now always printed.
        case "--failures": break;
        case var option when option.StartsWith('-'): return WrongUsage($"`{option}` is no option, or lacks its value");
        case var folder: folders.Add(Path.GetFullPath(folder, Environment.GetEnvironmentVariable("INIT_CWD") ?? Environment.CurrentDirectory)); break;
    }
}
if (isQuantization) return Quantization();
if (folders.Count == 0)
{
    if (SharedFolder.Path is not { } shared) return WrongUsage("there is no ../shared folder; name a folder");
    folders.Add(Path.Combine(shared, "golden", runtime == PlayedRuntime.TFLiteMicro ? "tflm" : "kernels"));
}
if (folders.Find(folder => !File.Exists(Path.Combine(folder, "index.json")) && !MicroCorpus.IsIn(folder)) is { } none) return WrongUsage($"`{none}` has no index.json");
var options = new InterpreterOptions { Runtime = runtime, Kernels = kernels.Length > 0 ? kernels : null };
try
{
    var results = folders.SelectMany(folder => ConformanceRun.Run(folder, options, filter)).ToList();
    foreach (var line in ConformanceTable.Lines(results)) Console.WriteLine(line);
    return results.Exists(result => result.Outcome == CaseOutcome.Failed) ? 1 : 0;
}
catch (InvalidDataException error)
{
    return WrongUsage(error.Message);
}

int Quantization()
{
    if (SharedFolder.Path is not { } shared) return WrongUsage("there is no ../shared folder");
    var rows = ConverterCase.All(shared).Where(@case => $"{@case.Name} {@case.Form}".Contains(filter, StringComparison.Ordinal)).AsParallel().AsOrdered().Select(@case => ConverterAgreement.Judge(@case)).ToList();
    foreach (var row in rows) Console.WriteLine(ConverterPage.Line(row));
    Console.WriteLine("converter: " + Counts(rows));
    var fromData = DataAgreement.Judge(DataAgreement.Cases(shared).Where(@case => $"{@case.Name} {@case.Form}".Contains(filter, StringComparison.Ordinal)));
    Console.WriteLine("\nFrom the data alone, no ranges injected:");
    foreach (var row in fromData) Console.WriteLine(row);
    Console.WriteLine($"from the data: {fromData.Count(row => row.Ranges is { Failures.IsEmpty: true })} of {fromData.Count(row => row.Ranges is not null)} forms with all ranges within 1e-5, {fromData.Count(row => row.MostSteps == 1 && row.Steps <= 1.02)} of {fromData.Count(row => row.MostSteps == 1)} in 8 bits with outputs within one step, {fromData.Count(row => row.MostSteps > 1 && row.Steps <= 4.02)} of {fromData.Count(row => row.MostSteps > 1)} in 16 within four\n");
    var others = AiEdgeCase.All(shared).Concat(AiEdgeCase.Operators(shared)).Where(@case => $"{@case.Name} {@case.Recipe}".Contains(filter, StringComparison.Ordinal)).AsParallel().AsOrdered().Select(AiEdgeAgreement.Judge).ToList();
    foreach (var row in others.Where(row => row.Agreement != Agreement.Same)) Console.WriteLine(AiEdgePage.Line(row));
    foreach (var line in AiEdgePage.Summary(others)) Console.WriteLine(line);
    Console.WriteLine("ai-edge-quantizer: " + Counts(others));
    return rows.Concat(others).Any(row => row.Agreement == Agreement.Differs || row.AreOutputsExact is false || row.PlannedBytes != row.Bytes) || fromData.Any(row => !row.IsGood) ? 1 : 0;

    static string Counts(IEnumerable<AgreementRow> rows) => string.Join(", ", rows.GroupBy(row => row.Agreement).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}"));
}

static int WrongUsage(string message)
{
    Console.Error.WriteLine(message);
    Console.Error.WriteLine(Usage);
    return 2;
}
