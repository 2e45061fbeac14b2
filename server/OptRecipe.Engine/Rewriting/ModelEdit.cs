using System.Collections.Immutable;
using System.Text;
using OptRecipe.Engine.Passes;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Operators;
using Buffer = OptRecipe.TFLite.Buffer;

namespace OptRecipe.Engine.Rewriting;

/// <summary>Edits a model without copying what stays: tensors, operators, buffers and operator codes are added or replaced, then <see cref="Build"/> puts the
/// operator versions and the minimum runtime right, drops what lost its last user, and verifies.</summary>
public sealed class ModelEdit
{
    private readonly Model model;
    private readonly List<Buffer> buffers;
    private readonly List<OperatorCode> codes;
    private readonly List<Metadata> metadata;
    private readonly Dictionary<BuiltinOperator, int> fixedVersions = [];

    /// <exception cref="PassException">The model's own indices lead nowhere or its operators stand in the wrong order.</exception>
    public ModelEdit(Model model)
    {
        if (ModelVerifier.Obstacle(model) is { } violation) throw new PassException($"the model is not sound: {violation.Message}");
        this.model = model;
        buffers = [.. model.Buffers];
        codes = [.. model.OperatorCodes];
        metadata = [.. model.Metadata];
        Signatures = model.Signatures;
        Subgraphs = [.. model.Subgraphs.Select(subgraph => new SubgraphEdit(subgraph))];
    }

    public ImmutableArray<SubgraphEdit> Subgraphs { get; }
    public ImmutableArray<Signature> Signatures { get; set; }

    public ByteRange DataOf(Tensor tensor) => buffers[(int)tensor.Buffer].Data;

    public uint AddBuffer(ByteRange data)
    {
        buffers.Add(new() { Data = data });
        return (uint)buffers.Count - 1;
    }

    /// <summary>New data for a buffer and so for every tensor that shares it.</summary>
    public void ReplaceBuffer(uint buffer, ByteRange data) => buffers[(int)buffer] = buffers[(int)buffer] with { Data = data };

    /// <summary>The index of a builtin operator's code, added with version 1 when there is none (<see cref="Build"/> raises it).</summary>
    public uint Intern(BuiltinOperator builtin)
    {
        var index = codes.FindIndex(code => code.Builtin == builtin);
        if (index < 0)
        {
            index = codes.Count;
            codes.Add(new(builtin));
        }
        return (uint)index;
    }

    /// <summary>Whether a tensor's values stand in the file, after what was edited so far.</summary>
    public bool IsConstant(Tensor tensor) => tensor is { IsVariable: false, Buffer: > 0 } && tensor.Buffer < buffers.Count && !buffers[(int)tensor.Buffer].Data.IsEmpty;

    /// <summary>Lets an operator's codes have this version, or the file's where that is higher, whatever its types need: what another tool writes.</summary>
    public void FixVersion(BuiltinOperator builtin, int version) => fixedVersions[builtin] = version;

    /// <summary>Adds a metadata entry, or gives an existing one new data.</summary>
    public void SetMetadata(string name, byte[] data)
    {
        var index = metadata.FindIndex(entry => entry.Name == name);
        var entry = new Metadata(name, AddBuffer(ByteRange.Of(data)));
        if (index < 0) metadata.Add(entry);
        else metadata[index] = metadata[index] with { Buffer = entry.Buffer };
    }

    /// <summary>The edited model; verified.</summary>
    public Model Build()
    {
        var edited = model with
        {
            OperatorCodes = [.. codes],
            Subgraphs = [.. Subgraphs.Select(subgraph => subgraph.Build())],
            Buffers = [.. buffers],
            Metadata = [.. metadata],
            Signatures = Signatures,
        };
        edited = UnusedParts.Drop(WithMinimumRuntime(WithFixedVersions(OperatorVersions.Raise(edited))), model);
        return ModelVerifier.Obstacle(edited) is { } violation ? throw new InvalidOperationException($"the edited model is not sound: {violation.Message}") : edited;
    }

    private Model WithFixedVersions(Model raised) => fixedVersions.Count == 0 ? raised : raised with
    {
        OperatorCodes = [.. raised.OperatorCodes.Zip(codes, (code, before) => fixedVersions.TryGetValue(code.Builtin, out var version) ? code with { Version = Math.Max(before.Version, version) } : code)],
    };

    /// <summary>The metadata entry <c>min_runtime_version</c> where the model has one: 16 bytes, the version's text and zeros.</summary>
    private static Model WithMinimumRuntime(Model edited)
    {
        if (edited.Metadata.FirstOrDefault(entry => entry.Name == "min_runtime_version") is not { } entry || OperatorVersions.MinimumRuntime(edited) is not { } runtime) return edited;
        var text = new byte[16];
        Encoding.ASCII.GetBytes(runtime.ToString(), text);
        return edited with { Buffers = edited.Buffers.SetItem((int)entry.Buffer, edited.Buffers[(int)entry.Buffer] with { Data = ByteRange.Of(text) }) };
    }
}
