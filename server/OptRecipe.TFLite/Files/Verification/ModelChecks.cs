namespace OptRecipe.TFLite.Files.Verification;

/// <summary>The model as a whole: its version, its tables, its signatures.</summary>
internal static class ModelChecks
{
    public static void Check(ViolationList found)
    {
        var model = found.Model;
        if (model.Version != 3) found.Error(ViolationKind.SchemaVersion, $"the schema version is {model.Version}, runtimes read 3");
        if (model.Subgraphs.IsEmpty) found.Error(ViolationKind.NoSubgraph, "the model has no subgraph");
        if (!model.Buffers.IsEmpty && !model.Buffers[0].Data.IsEmpty) found.Warn(ViolationKind.FirstBuffer, $"buffer 0 holds {model.Buffers[0].Data.Length} bytes, it stands for no data");
        foreach (var entry in model.Metadata) CheckBuffer(found, entry.Buffer, $"metadata `{entry.Name}`");
        foreach (var buffer in model.MetadataBuffers) CheckBuffer(found, (uint)buffer, "the metadata list");
        for (var index = 0; index < model.OperatorCodes.Length; index++)
            if (model.OperatorCodes[index] is { Builtin: BuiltinOperator.Custom, CustomCode: null or "" }) found.Error(ViolationKind.CustomCode, $"the custom operator code {index} has no name");
        foreach (var signature in model.Signatures) CheckSignature(found, signature);
        foreach (var repeated in model.Signatures.GroupBy(signature => signature.Key).Where(group => group.Count() > 1))
            found.Warn(ViolationKind.Signature, $"{repeated.Count()} signatures have the key `{repeated.Key}`");
    }

    private static void CheckBuffer(ViolationList found, uint buffer, string owner)
    {
        if (buffer >= found.Model.Buffers.Length) found.Error(ViolationKind.BufferIndex, $"{owner} names buffer {buffer}, the model has {found.Model.Buffers.Length}");
    }

    private static void CheckSignature(ViolationList found, Signature signature)
    {
        if (signature.SubgraphIndex >= found.Model.Subgraphs.Length)
        {
            found.Error(ViolationKind.Signature, $"the signature `{signature.Key}` names subgraph {signature.SubgraphIndex}, the model has {found.Model.Subgraphs.Length}");
            return;
        }
        var index = (int)signature.SubgraphIndex;
        var subgraph = found.Model.Subgraphs[index];
        foreach (var (maps, ends, word) in new[] { (signature.Inputs, subgraph.Inputs, "input"), (signature.Outputs, subgraph.Outputs, "output") })
        {
            foreach (var map in maps)
            {
                if (map.TensorIndex >= subgraph.Tensors.Length)
                    found.Error(ViolationKind.Signature, $"the signature `{signature.Key}` gives its {word} `{map.Name}` tensor {map.TensorIndex}, the subgraph has {subgraph.Tensors.Length}", index);
                else if (!ends.Contains((int)map.TensorIndex))
                    found.Warn(ViolationKind.Signature, $"the signature `{signature.Key}` gives its {word} `{map.Name}` {found.Tensor(index, (int)map.TensorIndex)}, which is no {word} of the subgraph", index, tensor: (int)map.TensorIndex);
            }
        }
    }
}
