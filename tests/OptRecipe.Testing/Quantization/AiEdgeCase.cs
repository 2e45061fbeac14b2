using System.Text.Json;
using System.Text.RegularExpressions;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Testing.Quantization;

/// <summary>One recipe of ai-edge-quantizer on one model (golden/aeq).</summary>
/// <param name="Entry">The recipe's entry in results.json.</param>
public sealed record AiEdgeCase(string Name, string Recipe, string FloatFile, string Folder, JsonElement Entry)
{
    /// <summary>Algorithms that are read and not made.</summary>
    private static readonly string[] LeftOut = ["HADAMARD_ROTATION", "DECOMPOSED_HADAMARD_ROTATION", "OSCAR"];

    /// <param name="shared">The shared folder.</param>
    public static IEnumerable<AiEdgeCase> All(string shared)
    {
        var golden = Path.Combine(shared, "golden", "aeq");
        foreach (var folder in Directory.GetDirectories(golden).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(Path.Combine(folder, "results.json"))) continue;
            var json = Json(Path.Combine(folder, "results.json"));
            var source = json.GetProperty("model").GetProperty("source").GetString() ?? "";
            var name = Path.GetFileName(folder);
            var file = source.EndsWith("(seed task)", StringComparison.Ordinal) ? Path.Combine(shared, "seed", name, $"{name}.tflite") : Path.Combine(shared, "models", source);
            foreach (var recipe in json.GetProperty("recipes").EnumerateObject()) yield return new(name, recipe.Name, file, folder, recipe.Value);
        }
        foreach (var folder in Directory.GetDirectories(Path.Combine(golden, "special")).Order(StringComparer.Ordinal))
            foreach (var entry in JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "case.json"))).RootElement.GetProperty("cases").EnumerateObject())
                yield return new($"special/{Path.GetFileName(folder)}", entry.Name, Path.Combine(folder, "float.tflite"), folder, entry.Value);
    }

    /// <summary>One-operator models under five recipes (ops.json).</summary>
    public static IEnumerable<AiEdgeCase> Operators(string shared)
    {
        var golden = Path.Combine(shared, "golden", "aeq");
        var recipes = Json(Path.Combine(golden, "tones_dscnn", "results.json")).GetProperty("recipes");
        foreach (var model in Json(Path.Combine(golden, "ops.json")).EnumerateObject())
        {
            var file = Path.Combine(shared, "golden", "kernels", model.Name);
            if (!File.Exists(file)) continue;
            foreach (var entry in model.Value.EnumerateObject().Where(entry => recipes.TryGetProperty(entry.Name, out _)))
                yield return new($"ops/{Path.ChangeExtension(model.Name, null)}", entry.Name, file, Path.GetDirectoryName(file) ?? "", With(entry.Value, recipes.GetProperty(entry.Name), model.Value, isChanged: true));
            if (model.Value.TryGetProperty("unchanged", out var unchanged))
                foreach (var name in unchanged.EnumerateArray().Select(name => name.GetString() ?? "").Where(name => recipes.TryGetProperty(name, out _)))
                    yield return new($"ops/{Path.ChangeExtension(model.Name, null)}", name, file, Path.GetDirectoryName(file) ?? "", With(default, recipes.GetProperty(name), model.Value, isChanged: false));
        }
    }

    /// <summary>Python writes NaN and Infinity, which are no JSON.</summary>
    private static JsonElement Json(string path) => JsonDocument.Parse(Regex.Replace(File.ReadAllText(path), @"(?<=[\s\[:])-?(NaN|Infinity)", "null")).RootElement;

    private static TensorRange Range(JsonElement pair) => new(pair[0].ValueKind == JsonValueKind.Null ? float.NaN : pair[0].GetSingle(), pair[1].ValueKind == JsonValueKind.Null ? float.NaN : pair[1].GetSingle());

    private static JsonElement With(JsonElement entry, JsonElement recipe, JsonElement model, bool isChanged)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            if (entry.ValueKind == JsonValueKind.Object)
                foreach (var property in entry.EnumerateObject()) property.WriteTo(writer);
            writer.WritePropertyName("recipe");
            recipe.GetProperty("recipe").WriteTo(writer);
            if (model.TryGetProperty("calibration", out var calibration))
            {
                writer.WritePropertyName("calibration");
                calibration.WriteTo(writer);
            }
            writer.WriteBoolean("changed", isChanged);
            writer.WriteEndObject();
        }
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    public string? Refusal => Entry.TryGetProperty("refused", out var refused) ? refused.GetProperty("text").GetString() : Entry.TryGetProperty("error", out _) && Entry.TryGetProperty("text", out var text) ? text.GetString() : null;
    public bool IsUnchanged => Entry.TryGetProperty("changed", out var changed) && !changed.GetBoolean();
    public string? GoldenFile => Name.StartsWith("special/", StringComparison.Ordinal) ? Path.Combine(Folder, $"{Recipe}.tflite") : Entry.TryGetProperty("file", out var file) && file.GetString() is { } name && File.Exists(Path.Combine(Folder, name)) ? Path.Combine(Folder, name) : null;

    private IEnumerable<Rule> Rules => Entry.GetProperty("recipe").EnumerateArray().Select(rule => new Rule(rule));

    /// <summary>The algorithm that this recipe needs and that is not made; null when there is none.</summary>
    public string? NotDone => Entry.TryGetProperty("recipe", out _) ? Rules.Select(rule => rule.Algorithm).FirstOrDefault(LeftOut.Contains) : null;

    public Model ReadFloat() => ConverterCase.Read(FloatFile);

    /// <summary>What the tool was calibrated with.</summary>
    public CalibrationSamples ReadSamples() => GoldenSamples.OfAiEdge(Path.Combine(Folder, "..", "..", ".."), Name);

    /// <summary>The recipe in our words: what holds for each operator is the last rule that matches and that its policy allows.</summary>
    public QuantizeOptions Options(Model model)
    {
        var options = new QuantizeOptions(QuantizeScheme.Float32) { Numerics = QuantizeNumerics.AiEdgeQuantizer, Unsupported = UnsupportedOperators.KeepFloat };
        foreach (var rule in Rules.Where(rule => rule.Operation is not ("INPUT" or "OUTPUT")))
        {
            var allowed = rule.Scheme.Scheme == QuantizeScheme.Float32 ? null : new QuantizePass(options with { Overrides = Everywhere(model, rule.Scheme) }).Plan(model);
            var index = 0;
            foreach (var (subgraph, graph) in model.Subgraphs.Index())
                foreach (var (number, @operator) in graph.Operators.Index())
                {
                    var decision = allowed?.Operators[index++].Outcome;
                    // Too few weights is a matter of the tensor, which the policy does not know.
                    if (decision is null or PassOutcome.Changed or PassOutcome.Kept && rule.Matches(model, graph, @operator))
                        if (rule.Matches(model, graph, @operator)) options = options with { Overrides = options.Overrides.SetItem(new(subgraph, number), rule.Scheme) };
                }
        }
        var main = model.Subgraphs[0];
        return options with { InputType = End("INPUT", main, main.Inputs), OutputType = End("OUTPUT", main, main.Outputs) };
    }

    /// <summary>An operator whose input channels the recipe's blocks do not divide; null when there is none.</summary>
    public OperatorDecision? Undivided(Model model) => Rules.Where(rule => rule.Scheme.Weights.BlockSize > 0)
        .SelectMany(rule => new QuantizePass(new(QuantizeScheme.Float32) { Numerics = QuantizeNumerics.AiEdgeQuantizer, Overrides = Everywhere(model, rule.Scheme) }).Plan(model).Operators)
        .FirstOrDefault(decision => decision.Reason.Contains("does not divide", StringComparison.Ordinal));

    public TensorRanges Ranges(Model model)
    {
        var byName = new Dictionary<string, TensorRange>(StringComparer.Ordinal);
        if (Entry.TryGetProperty("calibration", out var key) && key.ValueKind == JsonValueKind.Object)
            foreach (var entry in key.EnumerateObject()) byName[entry.Name] = Range(entry.Value);
        else if (key.ValueKind == JsonValueKind.String && key.GetString() is { } name)
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "calibration.json")));
            if (json.RootElement.TryGetProperty(name, out var ranges))
                foreach (var entry in ranges.EnumerateObject())
                    if (entry.Value.ValueKind == JsonValueKind.Array) byName[entry.Name] = Range(entry.Value);
        }
        var found = new Dictionary<(int, int), TensorRange>();
        foreach (var (subgraph, graph) in model.Subgraphs.Index())
            foreach (var (index, tensor) in graph.Tensors.Index())
                if (tensor.Name is { } own && byName.TryGetValue(own, out var range)) found[(subgraph, index)] = range;
        return new(found);
    }

    private static System.Collections.Immutable.ImmutableDictionary<OperatorAddress, OperatorScheme> Everywhere(Model model, OperatorScheme scheme) =>
        System.Collections.Immutable.ImmutableDictionary.CreateRange(model.Subgraphs.SelectMany((graph, subgraph) =>
            Enumerable.Range(0, graph.Operators.Length).Select(index => KeyValuePair.Create(new OperatorAddress(subgraph, index), scheme with { Unsupported = UnsupportedOperators.Refuse }))));

    private TensorType End(string operation, Subgraph graph, System.Collections.Immutable.ImmutableArray<int> ends)
    {
        if (ends.Select(end => graph.Tensors[end]).FirstOrDefault(end => end.Type == TensorType.Float32) is not { } tensor) return TensorType.Float32;
        var rule = Rules.LastOrDefault(rule => (rule.Operation == operation || rule.Operation == "*") && Regex.IsMatch((tensor.Name ?? "") + ";", rule.Pattern));
        if (rule is null) return TensorType.Float32;
        return rule.Scheme.Scheme switch
        {
            QuantizeScheme.Int16X8 => TensorType.Int16,
            QuantizeScheme.Int8 => rule.IsUnsigned ? TensorType.UInt8 : TensorType.Int8,
            _ => TensorType.Float32,
        };
    }

    private sealed class Rule
    {
        public Rule(JsonElement json)
        {
            Pattern = json.GetProperty("regex").GetString() ?? "";
            Operation = json.GetProperty("operation").GetString() ?? "";
            Algorithm = json.GetProperty("algorithm_key").GetString() ?? "";
            var config = json.GetProperty("op_config");
            var isFloat = Algorithm == "no_quantize";
            var activations = config.TryGetProperty("activation_tensor_config", out var found) && found.ValueKind == JsonValueKind.Object ? found : (JsonElement?)null;
            IsUnsigned = activations?.GetProperty("dtype").GetString() == "UINT";
            var scheme = isFloat ? QuantizeScheme.Float32
                : Algorithm == "float_casting" ? QuantizeScheme.Float16
                : activations is { } known ? (known.GetProperty("num_bits").GetInt32() == 16 ? QuantizeScheme.Int16X8 : QuantizeScheme.Int8)
                : config.GetProperty("compute_precision").GetString() == "FLOAT" ? QuantizeScheme.WeightOnly : QuantizeScheme.Dynamic;
            Scheme = new(scheme) { AreActivationsSymmetric = activations?.GetProperty("symmetric").GetBoolean() ?? false, Unsupported = UnsupportedOperators.KeepFloat };
            if (isFloat || !config.TryGetProperty("weight_tensor_config", out var weights) || weights.ValueKind != JsonValueKind.Object) return;
            var granularity = weights.GetProperty("granularity").GetString() ?? "";
            Scheme = Scheme with
            {
                Weights = new()
                {
                    Bits = weights.GetProperty("num_bits").GetInt32(),
                    IsSymmetric = weights.GetProperty("symmetric").GetBoolean(),
                    Granularity = granularity == "TENSORWISE" ? WeightGranularity.Tensor : granularity == "CHANNELWISE" ? WeightGranularity.Channel : WeightGranularity.Block,
                    BlockSize = granularity.StartsWith("BLOCKWISE_", StringComparison.Ordinal) ? int.Parse(granularity["BLOCKWISE_".Length..]) : 0,
                    Algorithm = Algorithm switch { "OCTAV" => WeightAlgorithm.Octav, "MSE" => WeightAlgorithm.Mse, "GPTQ" => WeightAlgorithm.Gptq, _ => WeightAlgorithm.MinMax },
                    MinimumElements = config.TryGetProperty("min_weight_elements", out var least) ? least.GetInt32() : 0,
                },
            };
        }

        public string Pattern { get; }
        public string Operation { get; }
        public string Algorithm { get; }
        public bool IsUnsigned { get; }
        public OperatorScheme Scheme { get; }

        /// <summary>Its name there and the names of its outputs, each with a semicolon behind.</summary>
        public bool Matches(Model model, Subgraph graph, Operator @operator)
        {
            var name = model.OperatorCodes[(int)@operator.OpcodeIndex].Name;
            if (Operation != "*" && Operation != (name == "TRANSPOSE_CONV" ? "CONV_2D_TRANSPOSE" : name)) return false;
            return Regex.IsMatch(string.Concat(@operator.Outputs.Where(output => output >= 0).Select(output => graph.Tensors[output].Name + ";")), Pattern);
        }
    }
}
