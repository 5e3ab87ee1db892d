using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Hdf5;
using TfNet.Formats.Tests.Hdf5;
using TfNet.Goldens;
using TfNet.Keras.Tests.Callbacks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Saving;

/// <summary>Files that cannot be loaded or written: the error says why, the model and the old file stay.</summary>
public sealed class BadWeightFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public static TheoryData<string> Broken => [.. BrokenFiles().Keys];

    public void Dispose() => _folder.Dispose();

    /// <summary>Every damaged or hostile file, loaded into the model that its undamaged base belongs to.</summary>
    [Theory]
    [MemberData(nameof(Broken))]
    public void Damaged_files_leave_the_model_unchanged(string file)
    {
        string must = BrokenFiles()[file];
        Model model = SavingModels.Filled(OneDense(), "before");
        byte[][] before = [.. model.Weights.Select(SavingModels.Bytes)];
        string path = GoldenFolder.Path("files", "broken", file);
        foreach (Action load in new Action[] { () => model.load_weights(path), () => model.load_weights(path, by_name: true), () => model.load_weights_by_path(path) })
        {
            Exception? error = Record.Exception(load);
            if (must.StartsWith("load", StringComparison.Ordinal) && !must.StartsWith("load or", StringComparison.Ordinal) && !must.StartsWith("load_model", StringComparison.Ordinal))
                Assert.Null(error);
            if (must.StartsWith("clear error", StringComparison.Ordinal) && !must.Contains(" or load", StringComparison.Ordinal) && !must.Contains("or ignore", StringComparison.Ordinal)
                && !must.Contains("or empty", StringComparison.Ordinal) && !must.Contains("or the text", StringComparison.Ordinal))
                Assert.NotNull(error);
            if (error is null)
            {
                SavingModels.Filled(model, "before");
                continue;
            }
            Assert.True(error is Hdf5Exception or ValueError, $"{error.GetType()}: {error.Message}");
            Assert.Equal(before, model.Weights.Select(SavingModels.Bytes));
        }
    }

    [Fact]
    public void All_broken_files_are_there() => Assert.True(BrokenFiles().Count >= 90);

    [Fact]
    public void A_wrong_shape_names_the_layers_and_both_shapes()
    {
        Model saved = Dense2(3, 4, "first"), other = SavingModels.Filled(Dense2(3, 5, "here"), "before");
        saved.save_weights(In("a.h5"));
        string text = Assert.Throws<ValueError>(() => other.load_weights(In("a.h5"))).Message;
        foreach (string part in new[] { "here/kernel:0", "'here'", "(3, 5)", "(3, 4)", "'first'", "'first/kernel:0'" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncation_at_any_point_leaves_the_model_unchanged()
    {
        OneDense().save_weights(In("a.h5"));
        byte[] whole = File.ReadAllBytes(In("a.h5"));
        Model model = SavingModels.Filled(OneDense(), "before");
        byte[][] before = [.. model.Weights.Select(SavingModels.Bytes)];
        for (int n = 0; n < whole.Length; n += 61)
        {
            File.WriteAllBytes(In("cut.h5"), whole[..n]);
            Assert.Throws<Hdf5Exception>(() => model.load_weights(In("cut.h5")));
            Assert.Equal(before, model.Weights.Select(SavingModels.Bytes));
        }
    }

    /// <summary>Kernels of other backends and of Keras 1 (files/h5/variants).</summary>
    [Fact]
    public void Kernels_are_turned_by_Keras_rules()
    {
        string fix = GoldenFolder.Path("files", "h5", "variants", "kernel_iohw_fix.h5");
        Model model = Conv(4, keras.layers.Conv2D(3, (2, 5), use_bias: false, name: "conv"));
        model.load_weights(fix);
        float[] stored = Recipe.Fill("files/kernel_fix/0", "kernel", [4, 3, 5, 2]), kernel = model.Weights[0].AsTensor().ToArray<float>();
        for (int h = 0; h < 2; h++)
            for (int w = 0; w < 5; w++)
                for (int c = 0; c < 4; c++)
                    for (int k = 0; k < 3; k++)
                        Assert.Equal(stored[((c * 3 + k) * 5 + w) * 2 + h], kernel[((h * 5 + w) * 4 + c) * 3 + k]);
        Model other = Conv(3, keras.layers.Conv2D(4, (2, 5), use_bias: false, name: "conv"));
        string text = Assert.Throws<ValueError>(() => other.load_weights(GoldenFolder.Path("files", "h5", "variants", "kernel_oihw.h5"))).Message;
        Assert.StartsWith("Cannot assign value to variable ' conv/kernel:0': Shape mismatch.The variable shape (2, 5, 3, 4), and the assigned value shape (5, 2, 4, 3) are incompatible.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_of_Keras_1_are_turned()
    {
        Model transposed = Conv(2, keras.layers.Conv2DTranspose(3, (2, 2), use_bias: false, name: "up"));
        float[] stored = Recipe.U("stored", 24);
        WriteOne("up", [2, 2, 2, 3], stored);
        transposed.load_weights(In("one.h5"));
        float[] kernel = transposed.Weights[0].AsTensor().ToArray<float>();
        for (int i = 0; i < 24; i++)
            Assert.Equal(stored[i], kernel[(i / 6 * 3 + i % 3) * 2 + i / 3 % 2]);
        Tensors x = keras.Input((8, 4));
        Model flat = keras.Model(x, keras.layers.Conv1D(2, 3, use_bias: false, name: "flat").Apply(x));
        WriteOne("flat", [3, 1, 4, 2], stored);
        flat.load_weights(In("one.h5"));
        Assert.Equal(stored, flat.Weights[0].AsTensor().ToArray<float>());
        WriteOne("flat", [2, 4, 3, 1], stored);
        flat.load_weights(In("one.h5"));
        kernel = flat.Weights[0].AsTensor().ToArray<float>();
        for (int i = 0; i < 24; i++)
            Assert.Equal(stored[i], kernel[(i % 3 * 4 + i / 3 % 4) * 2 + i / 12]);
    }

    [Theory]
    [InlineData("old_vgg_2016")]
    [InlineData("old_resnet_2016")]
    public void Files_of_2016_load(string file)
    {
        JsonElement json = GoldenValues.Json("files/h5", "variants/" + file).RootElement;
        var layers = new List<Layer>();
        foreach (JsonElement g in json.GetProperty("groups").EnumerateArray().Skip(1))
        {
            string name = g.GetProperty("path").GetString()![1..];
            JsonElement[] own = [.. json.GetProperty("arrays").EnumerateArray().Where(a => a.GetProperty("path").GetString()!.StartsWith($"/{name}/", StringComparison.Ordinal))];
            if (own.Length == 0)
                continue;
            long[] shape = own.Select(a => GoldenValues.ShapeOf(a.GetProperty("shape"))).MaxBy(s => s.Length)!;
            ILayer layer = shape.Length == 4 ? keras.layers.Conv2D((int)shape[3], (shape[0], shape[1]), name: name)
                : shape.Length == 2 ? keras.layers.Dense((int)shape[1], activation: (string?)null, name: name)
                : keras.layers.BatchNormalization(name: name);
            layer.Apply(tf.zeros(shape.Length == 4 ? (1, 8, 8, shape[2]) : (1, shape[0])));
            layers.Add((Layer)layer);
        }
        var bag = new LayerBag(layers);
        bag.load_weights(GoldenFolder.Path("files", "h5", "variants", file + ".h5"), by_name: true);
        int count = 0;
        foreach (Layer layer in layers)
        {
            JsonElement g = json.GetProperty("groups").EnumerateArray().Single(g => g.GetProperty("path").GetString() == "/" + layer.Name);
            string[] names = [.. g.GetProperty("attrs").GetProperty("weight_names").EnumerateArray().Select(n => $"/{layer.Name}/{n}")];
            string[] stored = [.. names.Select(n => json.GetProperty("arrays").EnumerateArray().Single(a => a.GetProperty("path").GetString() == n).GetProperty("crc32").GetString()!)];
            Assert.Equal(stored, layer.Weights.Select(w => Crc32.Hex(SavingModels.Bytes(w))));
            count += stored.Length;
        }
        Assert.True(count >= 8);
    }

    [Fact]
    public void Other_formats_are_named()
    {
        Model model = OneDense();
        string third = GoldenFolder.Path("files", "keras", "functional_adam.weights.h5");
        Assert.Contains(".weights.h5", Assert.Throws<ValueError>(() => model.load_weights(third)).Message, StringComparison.Ordinal);
        Assert.Contains(".keras archive", Assert.Throws<ValueError>(() => model.load_weights(GoldenFolder.Path("files", "keras", "functional_adam.keras"))).Message, StringComparison.Ordinal);
        File.WriteAllText(In("model.ckpt.index"), "");
        Assert.Contains("TensorFlow checkpoint", Assert.Throws<ValueError>(() => model.load_weights(In("model.ckpt"))).Message, StringComparison.Ordinal);
        Assert.Contains(".weights.h5", Assert.Throws<ValueError>(() => model.save_weights(In("a.weights.h5"))).Message, StringComparison.Ordinal);
        foreach (string? format in new[] { null, "tf" })
            Assert.Contains("TensorFlow checkpoints are not written", Assert.Throws<ValueError>(() => model.save_weights(In("a.ckpt"), save_format: format)).Message, StringComparison.Ordinal);
        Assert.Equal(["model.ckpt.index"], _folder.Files());
    }

    /// <summary>A failure in the middle of writing, as of a full disk.</summary>
    [Fact]
    public void A_failed_save_keeps_the_old_file()
    {
        OneDense().save_weights(In("a.h5"));
        byte[] before = File.ReadAllBytes(In("a.h5"));
        var bag = new LayerBag([(Layer)keras.layers.Dense(2, activation: (Tensorflow.Keras.Activation?)null, kernel_initializer: new Failing(), name: "dense")]);
        bag.Layers[0].build(new Shape(-1, 3));
        IOException error = Assert.Throws<IOException>(() => bag.save_weights(In("a.h5")));
        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(In("a.h5")));
        Assert.Equal(["a.h5"], _folder.Files());
        Assert.Throws<ValueError>(() => OneDense().save_weights(In("a.h5"), overwrite: false));
    }

    /// <summary>Keras cannot write such names, but reads them: own weights of the first layer lie in the second layer's group.</summary>
    [Fact]
    public void Names_that_are_paths_below_one_another_are_saved()
    {
        Tensors x = keras.Input(3);
        Model model = keras.Model(x, keras.layers.Dense(2, name: "a/a").Apply(keras.layers.Dense(4, name: "a").Apply(x)));
        SavingModels.Filled(model, "before");
        byte[][] before = [.. model.Weights.Select(SavingModels.Bytes)];
        model.save_weights(In("a.h5"));
        SavingModels.Filled(model, "after");
        model.load_weights(In("a.h5"));
        Assert.Equal(before, model.Weights.Select(SavingModels.Bytes));
    }

    [Fact]
    public void Loading_by_path_wants_the_same_names()
    {
        Dense2(3, 4, "a").save_weights(In("a.h5"));
        Model model = SavingModels.Filled(Dense2(3, 4, "b"), "before");
        byte[][] before = [.. model.Weights.Select(SavingModels.Bytes)];
        Assert.Contains("layer 'b'", Assert.Throws<ValueError>(() => model.load_weights_by_path(In("a.h5"))).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Weights.Select(SavingModels.Bytes));
    }

    private static Dictionary<string, string> BrokenFiles() => GoldenValues.Json("files/broken", "manifest").RootElement.GetProperty("files").EnumerateArray()
        .Where(f => f.GetProperty("file").GetString()!.StartsWith("h5/", StringComparison.Ordinal))
        .ToDictionary(f => f.GetProperty("file").GetString()!, f => f.GetProperty("must").GetString()!);

    private static Model OneDense() => Dense2(3, 2, "dense");

    private static Model Dense2(int features, int units, string name)
    {
        Tensors x = keras.Input(features);
        return keras.Model(x, keras.layers.Dense(units, activation: (string?)null, name: name).Apply(x));
    }

    private static Model Conv(int channels, ILayer layer)
    {
        Tensors x = keras.Input((8, 8, channels));
        return keras.Model(x, layer.Apply(x));
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    /// <summary>A file of Keras 1: no version, one layer, one kernel.</summary>
    private void WriteOne(string layer, long[] shape, float[] values)
    {
        var file = new Hdf5Writer();
        Hdf5Attributes.WriteStringList(file.Root, "layer_names", [layer]);
        Hdf5GroupWriter group = file.Root.CreateGroup(layer);
        Hdf5Attributes.WriteStringList(group, "weight_names", [layer + "_W"]);
        group.CreateDataset(layer + "_W", shape, Hdf5Type.Float32, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray());
        file.Save(In("one.h5"));
    }

    private sealed class Failing : IInitializer
    {
        public string ClassName => "Failing";

        public IDictionary<string, object?> Config => new Dictionary<string, object?>();

        public Tensor Apply(InitializerArgs args) => throw new IOException("No space left on device");
    }
}
