using System.Runtime.InteropServices;
using System.Text.Json;
using TfNet.Formats.Hdf5;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Hdf5;

/// <summary>Every golden file of Keras 2.15, 2.4, Keras 3 and h5py is read with the names, attributes, shapes and bits that its json
/// states.</summary>
public class GoldenReadTests
{
    /// <summary>Files that a reader may refuse, with what the message has to name.</summary>
    private static readonly Dictionary<string, string> s_refused = new(StringComparer.Ordinal)
    {
        ["unsupported_lzf.h5"] = "filter id 32000",
        ["unsupported_scaleoffset.h5"] = "filter id 6",
        ["virtual_layout.h5"] = "virtual layout (class 3)",
    };

    public static TheoryData<string> Descriptions() => [.. GoldenH5Files.Descriptions()];

    [Fact]
    public void Goldens_are_there() => Assert.True(GoldenH5Files.Descriptions().SelectMany(GoldenH5Files.Load).Count() >= 60);

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void Reads_what_the_json_states(string description)
    {
        foreach (GoldenH5 golden in GoldenH5Files.Load(description))
        {
            using Hdf5File file = Hdf5File.Open(new MemoryStream(golden.Bytes));
            foreach (JsonElement group in golden.Description.GetProperty("groups").EnumerateArray())
                CheckGroup(file, group);
            if (s_refused.TryGetValue(golden.Label, out string? reason))
                CheckRefused(file, golden, reason);
            else
                CheckArrays(file, golden);
        }
    }

    private static void CheckGroup(Hdf5File file, JsonElement json)
    {
        Hdf5Group group = file.Root.Group(json.GetProperty("path").GetString()!);
        if (json.TryGetProperty("children", out JsonElement children))
            Assert.Equal(children.GetInt32(), group.Names.Count);
        JsonElement attributes = json.GetProperty("attrs");
        Assert.Equal(attributes.EnumerateObject().Select(a => a.Name).Order(StringComparer.Ordinal),
            group.Attributes.Keys.Order(StringComparer.Ordinal));
        foreach (JsonProperty attribute in attributes.EnumerateObject())
            CheckValue(group.Attribute(attribute.Name), attribute.Value);
        if (json.TryGetProperty("stored_as", out JsonElement stored))
            foreach (JsonProperty s in stored.EnumerateObject())
                CheckStored(group.Attribute(s.Name), s.Value.GetString()!);
    }

    private static void CheckValue(Hdf5Attribute attribute, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Assert.Equal(value.GetString(), attribute.ReadString());
                break;
            case JsonValueKind.Object when value.TryGetProperty("text_length", out JsonElement length):
                Assert.Equal(length.GetInt32(), attribute.ReadString().Length);
                break;
            case JsonValueKind.Object:
                string[] texts = attribute.ReadStrings();
                Assert.Equal(value.GetProperty("count").GetInt32(), texts.Length);
                Assert.Equal(value.GetProperty("first").GetString(), texts[0]);
                Assert.Equal(value.GetProperty("last").GetString(), texts[^1]);
                break;
            case JsonValueKind.Array when value.GetArrayLength() == 0:
                Assert.Equal(0, attribute.Count);
                Assert.Empty(attribute.ReadStrings());
                break;
            case JsonValueKind.Array when value[0].ValueKind == JsonValueKind.String:
                Assert.Equal(value.EnumerateArray().Select(v => v.GetString()), attribute.ReadStrings());
                break;
            case JsonValueKind.Array:
                Assert.Equal(value.EnumerateArray().Select(v => v.GetDouble()), attribute.ReadDoubles());
                break;
            default:
                Assert.Equal([value.GetDouble()], attribute.ReadDoubles());
                break;
        }
    }

    /// <summary>Like "string vlen nullterm ascii, (8,)" or "float64, (0,)" or "string .., scalar".</summary>
    private static void CheckStored(Hdf5Attribute attribute, string stored)
    {
        int comma = stored.IndexOf(',', StringComparison.Ordinal);
        string type = stored[..comma], shape = stored[(comma + 1)..].Trim();
        Hdf5Type expected = type.StartsWith("string vlen", StringComparison.Ordinal) ? Hdf5Type.VariableString
            : type.StartsWith("string fixed", StringComparison.Ordinal) ? Hdf5Type.FixedString
            : Enum.Parse<Hdf5Type>(type, ignoreCase: true);
        Assert.Equal(expected, attribute.Type);
        string tail = attribute.Shape.Count == 1 ? "," : "";
        string actual = attribute.Shape.Count == 0 ? "scalar" : $"({string.Join(", ", attribute.Shape)}{tail})";
        Assert.Equal(shape, actual);
    }

    private static void CheckRefused(Hdf5File file, GoldenH5 golden, string reason)
    {
        int refused = 0;
        foreach (JsonElement array in golden.Description.GetProperty("arrays").EnumerateArray())
        {
            Hdf5Dataset dataset = file.Root.Dataset(array.GetProperty("path").GetString()!);
            try
            {
                Assert.Equal(array.GetProperty("crc32").GetString(), Crc32.Hex(dataset.ReadBytes()));
            }
            catch (Hdf5Exception e)
            {
                Assert.Contains(reason, e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.True(refused > 0);
    }

    private static void CheckArrays(Hdf5File file, GoldenH5 golden)
    {
        var described = new HashSet<long>();
        foreach (JsonElement array in golden.Description.GetProperty("arrays").EnumerateArray())
        {
            Hdf5Dataset dataset = file.Root.Dataset(array.GetProperty("path").GetString()!);
            described.Add(dataset.Address);
            CheckArray(dataset, array);
        }
        if (!golden.Description.TryGetProperty("rule", out _))
            Assert.Equal(described.Order(), file.Objects().OfType<Hdf5Dataset>().Select(d => d.Address).Order());
    }

    private static void CheckArray(Hdf5Dataset dataset, JsonElement json)
    {
        JsonElement shape = json.GetProperty("shape");
        Assert.Equal(shape.ValueKind == JsonValueKind.Null, dataset.IsNull);
        if (!dataset.IsNull)
            Assert.Equal(shape.EnumerateArray().Select(v => v.GetInt64()), dataset.Shape);
        string dtype = json.GetProperty("dtype").GetString()!;
        if (dtype == "text" || dtype.StartsWith("|S", StringComparison.Ordinal))
        {
            Assert.Equal(json.GetProperty("values").EnumerateArray().Select(v => v.GetString()), dataset.ReadStrings());
            return;
        }
        Assert.Equal(Enum.Parse<Hdf5Type>(dtype, ignoreCase: true), dataset.Type);
        byte[] bytes = dataset.ReadBytes();
        Assert.Equal(dataset.ByteLength, bytes.Length);
        if (json.TryGetProperty("crc32", out JsonElement crc))
            Assert.Equal(crc.GetString(), Crc32.Hex(bytes));
        if (json.TryGetProperty("key", out JsonElement key) && json.TryGetProperty("leaf", out JsonElement leaf))
            Assert.Equal(RecipeBytes(dataset, key.GetString()!, leaf.GetString()!), bytes);
        CheckRanges(dataset, bytes);
    }

    private static byte[] RecipeBytes(Hdf5Dataset dataset, string key, string leaf)
    {
        float[] values = Recipe.Fill(key, leaf, [.. dataset.Shape]);
        return dataset.Type switch
        {
            Hdf5Type.Float32 => MemoryMarshal.AsBytes<float>(values).ToArray(),
            Hdf5Type.Float64 => MemoryMarshal.AsBytes<double>(Array.ConvertAll(values, v => (double)v)).ToArray(),
            Hdf5Type.Float16 => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v)).ToArray(),
            Hdf5Type.BFloat16 => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, ToBFloat16)).ToArray(),
            _ => throw new InvalidDataException($"recipe for {dataset.Type}"),
        };
    }

    private static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }

    /// <summary>Reading in three parts gives the same bytes as reading at once.</summary>
    private static void CheckRanges(Hdf5Dataset dataset, byte[] whole)
    {
        int size = dataset.Type.ElementSize();
        int count = whole.Length / size, a = count / 3 * size, b = count * 2 / 3 * size;
        var parts = new byte[whole.Length];
        dataset.ReadRange(0, parts.AsSpan(0, a));
        dataset.ReadRange(a, parts.AsSpan(a, b - a));
        dataset.ReadRange(b, parts.AsSpan(b));
        Assert.Equal(whole, parts);
    }
}
