using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>The tables of a file beside its subgraphs and buffers.</summary>
internal static class ModelTables
{
    public static FlatHandle Root(Model model, TableWriter parts, SubgraphWriter structure, FlatHandle buffers)
    {
        var groups = parts.Tables(model.ExternalBufferGroups, (group, _) => Named(parts, group.Name, fields => { }, group.Unknown));
        var external = parts.Tables(model.ExternalBuffers, (buffer, _) => External(parts, buffer));
        var signatures = parts.Tables(model.Signatures, (signature, _) => Signature(parts, signature));
        var metadata = parts.Tables(model.Metadata, (entry, _) => Named(parts, entry.Name, fields => fields.UInt32(1, entry.Buffer), entry.Unknown));
        FlatHandle? metadataBuffers = model.MetadataBuffers.IsEmpty ? null : parts.Int32s(model.MetadataBuffers);
        var description = parts.String(model.Description);
        var subgraphs = parts.Tables(model.Subgraphs, (subgraph, _) => structure.Subgraph(subgraph));
        var codes = parts.Tables(model.OperatorCodes, (code, _) => OperatorCode(parts, code));
        return parts.Table(fields =>
        {
            fields.UInt32(0, model.Version);
            fields.Offset(1, codes);
            fields.Offset(2, subgraphs);
            fields.Offset(3, description);
            fields.Offset(4, buffers);
            fields.Offset(5, metadataBuffers);
            if (!model.Metadata.IsEmpty) fields.Offset(6, metadata);
            if (!model.Signatures.IsEmpty) fields.Offset(7, signatures);
            if (!model.ExternalBufferGroups.IsEmpty) fields.Offset(8, groups);
            if (!model.ExternalBuffers.IsEmpty) fields.Offset(9, external);
        }, model.Unknown);
    }

    private static FlatHandle OperatorCode(TableWriter parts, OperatorCode code)
    {
        var custom = parts.String(code.CustomCode);
        return parts.Table(fields =>
        {
            fields.Byte(0, (byte)Math.Min((int)code.Builtin, 127));
            fields.Offset(1, custom);
            fields.Int32(2, code.Version, 1);
            fields.Int32(3, (int)code.Builtin);
        }, code.Unknown);
    }

    private static FlatHandle Signature(TableWriter parts, Signature signature)
    {
        var inputs = parts.Tables(signature.Inputs, (map, _) => TensorMap(parts, map));
        var outputs = parts.Tables(signature.Outputs, (map, _) => TensorMap(parts, map));
        var (key, tag) = (parts.String(signature.Key), parts.String(signature.DeprecatedTag));
        return parts.Table(fields =>
        {
            fields.Offset(0, inputs);
            fields.Offset(1, outputs);
            fields.Offset(2, key);
            fields.Offset(3, tag);
            fields.UInt32(4, signature.SubgraphIndex);
        }, signature.Unknown);
    }

    private static FlatHandle TensorMap(TableWriter parts, TensorMap map) => Named(parts, map.Name, fields => fields.UInt32(1, map.TensorIndex), map.Unknown);

    private static FlatHandle External(TableWriter parts, ExternalBuffer buffer)
    {
        var packing = parts.String(buffer.Packing);
        return parts.Table(fields =>
        {
            fields.UInt32(0, buffer.Id);
            fields.UInt32(1, buffer.Group);
            fields.UInt64(2, buffer.Offset);
            fields.UInt64(3, buffer.Length);
            fields.Offset(4, packing);
        }, buffer.Unknown);
    }

    private static FlatHandle Named(TableWriter parts, string? name, Action<FlatTableBuilder> rest, UnknownFields unknown)
    {
        var handle = parts.String(name);
        return parts.Table(fields =>
        {
            fields.Offset(0, handle);
            rest(fields);
        }, unknown);
    }
}
