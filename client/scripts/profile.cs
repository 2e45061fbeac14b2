// Tells crossgen2 which methods to compile beside those that it finds, as a profile: `dotnet run client/scripts/profile.cs -- METHODS FOLDER OUT.mibc`. METHODS lists them as the
// runtime names what it compiles (DOTNET_JitDisasmSummary), FOLDER holds the trimmed assemblies. The format is that of dotnet-pgo: an assembly whose methods load tokens.
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

var assemblies = Directory.GetFiles(args[1], "*.dll").Order(StringComparer.Ordinal).Select(path => new PEReader(File.OpenRead(path))).Where(file => file.HasMetadata).Select(file => file.GetMetadataReader()).ToArray();
var profile = new Profile(assemblies);
var lines = File.ReadAllLines(args[0]).Where(line => line.Length > 0 && line[0] != '#').ToArray();
var missing = lines.Where(line => !profile.Add(line)).ToArray();
using (var file = File.Create(args[2])) file.Write(profile.ToBytes());
Console.Error.WriteLine($"{lines.Length - missing.Length} of {lines.Length} methods are in the profile");
if (args.Length > 3) foreach (var line in missing) Console.Error.WriteLine($"not found: {line}");

/// <summary>A type by its name in the list: a definition with its arguments, or an array of one.</summary>
sealed record Named(string Name, Named[] Arguments, int Ranks = 0)
{
    /// <summary>Reads a name up to what cannot belong to it, and moves on.</summary>
    public static Named Read(string text, ref int at)
    {
        var start = at;
        // Names of the compiler's own have commas and brackets between angles.
        for (var depth = 0; at < text.Length && (depth > 0 || text[at] is not ('[' or ']' or ',' or ':' or '(')); at++) depth += text[at] == '<' ? 1 : text[at] == '>' ? -1 : 0;
        var name = text[start..at];
        var arguments = At(text, at) == '[' && At(text, at + 1) is not (']' or ',') ? List(text, ref at) : [];
        var ranks = 0;
        for (; At(text, at) == '[' && At(text, at + 1) == ']'; at += 2) ranks++;
        return new(name, arguments, ranks);
    }

    /// <summary>What stands between brackets.</summary>
    public static Named[] List(string text, ref int at)
    {
        var list = new List<Named>();
        do
        {
            at++;
            list.Add(Read(text, ref at));
        }
        while (At(text, at) == ',');
        at++;
        return [.. list];
    }

    public static char At(string text, int index) => index < text.Length ? text[index] : '\0';
}

sealed class Profile
{
    private static readonly string[] Primitives = ["", "void", "bool", "char", "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "string"];
    private readonly MetadataBuilder _metadata = new();
    private readonly BlobBuilder _bodies = new();
    private readonly Dictionary<string, (MetadataReader Reader, TypeDefinitionHandle Type)> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<(EntityHandle, string), TypeReferenceHandle> _references = [];
    private readonly SortedDictionary<string, BlobBuilder> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public Profile(MetadataReader[] readers)
    {
        foreach (var reader in readers)
            foreach (var type in reader.TypeDefinitions) _types.TryAdd(FullName(reader, type), (reader, type));
    }

    /// <summary>Adds all methods that a line can mean. Overloads with as many parameters are not told apart: one more costs little.</summary>
    public bool Add(string line)
    {
        var at = 0;
        var owner = Named.Read(line, ref at);
        if (Named.At(line, at) != ':' || owner.Ranks > 0 || !_types.TryGetValue(owner.Name, out var definition)) return false;
        var start = ++at;
        for (var depth = 0; at < line.Length && (depth > 0 || line[at] is not ('[' or '(')); at++) depth += line[at] == '<' ? 1 : line[at] == '>' ? -1 : 0;
        var name = line[start..at];
        var arguments = Named.At(line, at) == '[' ? Named.List(line, ref at) : [];
        if (Named.At(line, at) != '(') return false;
        var parameters = CountParameters(line, at);
        if (!owner.Arguments.Concat(arguments).All(IsKnown)) return false;
        var isFound = false;
        foreach (var handle in definition.Reader.GetTypeDefinition(definition.Type).GetMethods())
        {
            var method = definition.Reader.GetMethodDefinition(handle);
            if (!definition.Reader.StringComparer.Equals(method.Name, name) || method.GetGenericParameters().Count != arguments.Length) continue;
            _used.Clear();
            var signature = new BlobBuilder();
            if (Signature(definition.Reader, definition.Reader.GetBlobReader(method.Signature), signature) != parameters) continue;
            EntityHandle token = _metadata.AddMemberReference(Owner(owner), _metadata.GetOrAddString(name), _metadata.GetOrAddBlob(signature));
            if (arguments.Length > 0)
            {
                var instantiation = new BlobBuilder();
                instantiation.WriteByte(0x0A);
                instantiation.WriteCompressedInteger(arguments.Length);
                foreach (var argument in arguments) Write(argument, instantiation);
                token = _metadata.AddMethodSpecification(token, _metadata.GetOrAddBlob(instantiation));
            }
            var defining = AssemblyName(definition.Reader);
            _used.Remove(defining);
            var group = string.Join(';', _used.Order(StringComparer.Ordinal).Prepend(defining)) + ";";
            if (!_groups.TryGetValue(group, out var code)) _groups.Add(group, code = new());
            var il = new InstructionEncoder(code);
            il.OpCode(ILOpCode.Ldtoken);
            il.Token(token);
            il.OpCode(ILOpCode.Pop);
            isFound = true;
        }
        return isFound;
    }

    public byte[] ToBytes()
    {
        var bodies = new MethodBodyStreamEncoder(_bodies);
        var nothing = new BlobBuilder();
        new BlobEncoder(nothing).MethodSignature().Parameters(0, type => type.Void(), _ => { });
        var signature = _metadata.GetOrAddBlob(nothing);
        var dictionary = new InstructionEncoder(new BlobBuilder());
        var parameter = MetadataTokens.ParameterHandle(1);
        foreach (var (name, code) in _groups)
        {
            var method = Method("Assemblies_" + MetadataTokens.GetHeapOffset(_metadata.GetOrAddUserString(name)), new(code));
            dictionary.LoadString(_metadata.GetOrAddUserString(name));
            dictionary.OpCode(ILOpCode.Ldtoken);
            dictionary.Token(method);
            dictionary.OpCode(ILOpCode.Pop);
        }
        Method("AssemblyDictionary", dictionary);
        _metadata.AddTypeDefinition(0, default, _metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        _metadata.AddModule(0, _metadata.GetOrAddString("profile.dll"), _metadata.GetOrAddGuid(new Guid(0x6f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)), default, default);
        _metadata.AddAssembly(_metadata.GetOrAddString("profile"), new Version(1, 0), default, default, 0, AssemblyHashAlgorithm.None);
        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(_metadata), _bodies, deterministicIdProvider: _ => new BlobContentId(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 1)).Serialize(image);
        return image.ToArray();

        MethodDefinitionHandle Method(string name, InstructionEncoder code)
        {
            code.OpCode(ILOpCode.Ret);
            return _metadata.AddMethodDefinition(MethodAttributes.Public | MethodAttributes.Static, MethodImplAttributes.IL, _metadata.GetOrAddString(name), signature,
                bodies.AddMethodBody(code, maxStack: 8), parameter);
        }
    }

    private static int CountParameters(string line, int at)
    {
        if (line[at + 1] == ')') return 0;
        var (count, depth) = (1, 0);
        for (at++; at < line.Length && (depth > 0 || line[at] != ')'); at++)
        {
            depth += line[at] is '[' or '<' ? 1 : line[at] is ']' or '>' ? -1 : 0;
            if (depth == 0 && line[at] == ',') count++;
        }
        return count;
    }

    private bool IsKnown(Named type) => type.Name == "System.__Canon" || Array.IndexOf(Primitives, type.Name) > 0 || type.Name is "nint" or "nuint" || _types.ContainsKey(type.Name) && type.Arguments.All(IsKnown);

    private EntityHandle Owner(Named type)
    {
        if (type.Arguments.Length == 0) return Definition(type.Name);
        var blob = new BlobBuilder();
        Write(type, blob);
        return _metadata.AddTypeSpecification(_metadata.GetOrAddBlob(blob));
    }

    private void Write(Named type, BlobBuilder to)
    {
        for (var rank = 0; rank < type.Ranks; rank++) to.WriteByte((byte)SignatureTypeCode.SZArray);
        var primitive = Array.IndexOf(Primitives, type.Name);
        if (primitive > 0 || type.Name is "nint" or "nuint")
        {
            to.WriteByte(primitive > 0 ? (byte)primitive : (byte)(type.Name == "nint" ? SignatureTypeCode.IntPtr : SignatureTypeCode.UIntPtr));
            return;
        }
        if (type.Name == "System.__Canon")
        {
            to.WriteByte(0x12);
            to.WriteCompressedInteger(CodedIndex.TypeDefOrRef(Reference(Assembly("System.Private.Canon", null), "System", "__Canon")));
            return;
        }
        if (type.Arguments.Length > 0) to.WriteByte((byte)SignatureTypeCode.GenericTypeInstance);
        to.WriteByte((byte)(IsValueType(type.Name) ? 0x11 : 0x12));
        to.WriteCompressedInteger(CodedIndex.TypeDefOrRef(Definition(type.Name)));
        if (type.Arguments.Length == 0) return;
        to.WriteCompressedInteger(type.Arguments.Length);
        foreach (var argument in type.Arguments) Write(argument, to);
    }

    private bool IsValueType(string name)
    {
        var (reader, type) = _types[name];
        var parent = reader.GetTypeDefinition(type).BaseType;
        if (parent.IsNil) return false;
        var (space, simple) = parent.Kind == HandleKind.TypeReference
            ? (reader.GetTypeReference((TypeReferenceHandle)parent).Namespace, reader.GetTypeReference((TypeReferenceHandle)parent).Name)
            : parent.Kind == HandleKind.TypeDefinition ? (reader.GetTypeDefinition((TypeDefinitionHandle)parent).Namespace, reader.GetTypeDefinition((TypeDefinitionHandle)parent).Name) : default;
        return !simple.IsNil && reader.GetString(space) == "System" && reader.GetString(simple) is "ValueType" or "Enum" && name is not ("System.Enum" or "System.ValueType");
    }

    /// <summary>A reference to a type of the trimmed assemblies.</summary>
    private TypeReferenceHandle Definition(string name) => Definition(_types[name].Reader, _types[name].Type);

    private TypeReferenceHandle Definition(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        EntityHandle scope = outer.IsNil ? Assembly(AssemblyName(reader), reader.GetAssemblyDefinition().PublicKey is { IsNil: false } key ? reader.GetBlobBytes(key) : null) : Definition(reader, outer);
        return Reference(scope, outer.IsNil ? reader.GetString(type.Namespace) : "", reader.GetString(type.Name));
    }

    private TypeReferenceHandle Reference(EntityHandle scope, string space, string name)
    {
        if (_references.TryGetValue((scope, space + "." + name), out var known)) return known;
        return _references[(scope, space + "." + name)] = _metadata.AddTypeReference(scope, space.Length == 0 ? default : _metadata.GetOrAddString(space), _metadata.GetOrAddString(name));
    }

    private AssemblyReferenceHandle Assembly(string name, byte[]? _)
    {
        if (name != "System.Private.Canon") _used.Add(name);
        return _assemblies.TryGetValue(name, out var known) ? known : _assemblies[name] = _metadata.AddAssemblyReference(_metadata.GetOrAddString(name), new Version(0, 0, 0, 0), default, default, 0, default);
    }

    private static string AssemblyName(MetadataReader reader) => reader.GetString(reader.GetAssemblyDefinition().Name);

    private static string FullName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var (outer, name) = (type.GetDeclaringType(), reader.GetString(type.Name));
        if (!outer.IsNil) return FullName(reader, outer) + "+" + name;
        return type.Namespace.IsNil ? name : reader.GetString(type.Namespace) + "." + name;
    }

    /// <summary>Copies a method's signature with the tokens of this assembly (ECMA-335, II.23.2).</summary>
    /// <returns>The number of parameters.</returns>
    private int Signature(MetadataReader reader, BlobReader from, BlobBuilder to)
    {
        var header = from.ReadByte();
        to.WriteByte(header);
        if ((header & 0x10) != 0) Copy();
        var count = Copy();
        for (var index = 0; index <= count; index++) Type();
        return count;

        int Copy()
        {
            var value = from.ReadCompressedInteger();
            to.WriteCompressedInteger(value);
            return value;
        }

        void Type()
        {
            var code = from.ReadByte();
            to.WriteByte(code);
            switch (code)
            {
                // Pointers, references, arrays of one dimension, pinned: one type follows.
                case 0x0F or 0x10 or 0x1D or 0x45:
                    Type();
                    break;
                case 0x11 or 0x12:
                    Token();
                    break;
                case 0x13 or 0x1E:
                    Copy();
                    break;
                case 0x14:
                    Type();
                    Copy();
                    for (var sizes = Copy(); sizes > 0; sizes--) Copy();
                    for (var bounds = Copy(); bounds > 0; bounds--) to.WriteCompressedSignedInteger(from.ReadCompressedSignedInteger());
                    break;
                case 0x15:
                    Type();
                    for (var arguments = Copy(); arguments > 0; arguments--) Type();
                    break;
                case 0x1B:
                    Signature(ref from);
                    break;
                case 0x1F or 0x20:
                    Token();
                    Type();
                    break;
            }
        }

        void Signature(ref BlobReader _)
        {
            var inner = from.ReadByte();
            to.WriteByte(inner);
            if ((inner & 0x10) != 0) Copy();
            for (var types = Copy(); types >= 0; types--) Type();
        }

        void Token() => to.WriteCompressedInteger(CodedIndex.TypeDefOrRef(Translate(reader, from.ReadTypeHandle())));
    }

    private EntityHandle Translate(MetadataReader reader, EntityHandle type)
    {
        if (type.Kind == HandleKind.TypeDefinition) return Definition(reader, (TypeDefinitionHandle)type);
        if (type.Kind != HandleKind.TypeReference) throw new BadImageFormatException("a specification inside a signature");
        var reference = reader.GetTypeReference((TypeReferenceHandle)type);
        EntityHandle scope = reference.ResolutionScope.Kind switch
        {
            HandleKind.AssemblyReference => Assembly(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name), null),
            HandleKind.TypeReference => Translate(reader, reference.ResolutionScope),
            _ => throw new BadImageFormatException("a type of another module"),
        };
        return Reference(scope, reference.Namespace.IsNil ? "" : reader.GetString(reference.Namespace), reader.GetString(reference.Name));
    }
}
