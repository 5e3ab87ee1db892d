using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Hdf5;
using TfNet.Goldens;
using TfNet.Keras.Tests.Callbacks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Saving;

/// <summary>
/// What Keras 2.15 answers (files/rules): which weight gets which value, errors and warnings. A failed load leaves every
/// weight as it was, here, always.
/// </summary>
public sealed class RuleTests : IDisposable
{
    private const string FrozenInto = "saved trainable, loaded into a frozen `feature`";
    private const string TrainableInto = "saved frozen, loaded into a trainable `feature`";

    private static readonly Dictionary<string, Action<RuleTests, JsonElement>> s_cases = new()
    {
        ["topological/same model"] = (t, c) => t.Check(c, Mlp()),
        ["topological/other names"] = (t, c) => t.Check(c, Mlp("x", "y")),
        ["topological/more layers without weights"] = (t, c) => t.Check(c, Chained(3, Dense("d1", 4), keras.layers.Dropout(0.5f), keras.layers.Activation("relu"), Dense("d2", 2))),
        ["topological/one layer more"] = (t, c) => t.Check(c, Chained(3, Dense("d1", 4), Dense("d2", 2), Dense("d3", 2))),
        ["topological/one layer less"] = (t, c) => t.Check(c, Chained(3, Dense("d1", 4))),
        ["topological/second Dense without bias"] = (t, c) => t.Check(c, Chained(3, Dense("d1", 4), Dense("d2", 2, bias: false))),
        ["topological/first Dense with 5 units"] = (t, c) => t.Check(c, Chained(3, Dense("d1", 5), Dense("d2", 2))),
        ["topological/second Dense with 3 units: are the weights before it already changed?"] = (t, c) => t.Check(c, Chained(3, Dense("d1", 4), Dense("d2", 3))),
        ["topological/skip_mismatch=True without by_name"] = (t, c) => t.Check(c, Mlp(), skipMismatch: true),
        ["by_name/same model"] = (t, c) => t.ByName(c, Mlp()),
        ["by_name/second layer has another name"] = (t, c) => t.ByName(c, Mlp("d1", "other")),
        ["by_name/no name matches"] = (t, c) => t.ByName(c, Mlp("p", "q")),
        ["by_name/file has more layers than the model"] = (t, c) => t.ByName(c, Chained(3, Dense("d1", 4))),
        ["by_name/model has more layers than the file"] = (t, c) => t.ByName(c, Chained(3, Dense("d1", 4), Dense("d2", 2), Dense("d3", 5))),
        ["by_name/d2 without bias"] = (t, c) => t.ByName(c, Chained(3, Dense("d1", 4), Dense("d2", 2, bias: false))),
        ["by_name/d2 without bias, skip_mismatch"] = (t, c) => t.ByName(c, Chained(3, Dense("d1", 4), Dense("d2", 2, bias: false)), true),
        ["by_name/input has 5 features: only the kernel of d1 differs"] = (t, c) => t.ByName(c, Chained(5, Dense("d1", 4), Dense("d2", 2))),
        ["by_name/input has 5 features, skip_mismatch: only the kernel of d1 is skipped, its bias loads"] =
            (t, c) => t.ByName(c, Chained(5, Dense("d1", 4), Dense("d2", 2)), true),
        ["by_name/d2 has 7 units, skip_mismatch"] = (t, c) => t.ByName(c, Chained(3, Dense("d1", 4), Dense("d2", 7)), true),
        ["by_name/order of layers swapped in the model (names decide)"] = (t, c) => t.ByName(c, Chained(3, Dense("d2", 3), Dense("d1", 3)), true),
        ["by_name/subclass with two layers named d1: both get the file's d1"] = TwoOfOneName,
        ["save/subclass with two layers named d1: save_weights h5"] =
            (t, c) => t.Throws<ValueError>(c, () => Called(new Chain("two", Dense("d1", 4), Dense("d1", 4)), 4).save_weights(t.In("a.h5")), "name already exists"),
        ["top_level/owner.h5 (own weights cls, pos_embed) into the same class"] = (t, c) => t.Check(c, BuiltOwner(), file: t.OwnerFile()),
        ["top_level/owner.h5 into a model without own weights"] = (t, c) => t.Check(c, NoOwn(), file: t.OwnerFile()),
        ["top_level/the same by_name"] = (t, c) => t.Check(c, NoOwn(), file: t.OwnerFile(), byName: true),
        ["top_level/the same by_name, skip_mismatch"] = (t, c) => t.Check(c, NoOwn(), file: t.OwnerFile(), byName: true, skipMismatch: true),
        ["top_level/file without own weights (empty top_level_model_weights) into Owner"] = (t, c) => t.Check(c, BuiltOwner(), file: t.NoOwnFile()),
        ["top_level/the same by_name, skip_mismatch #2"] = (t, c) => t.Check(c, BuiltOwner(), file: t.NoOwnFile("other"), byName: true, skipMismatch: true),
        ["top_level/file without the group top_level_model_weights (before 2.7) into Owner: own weights stay"] = (t, c) => t.Check(c, BuiltOwner(), file: t.OldFile(), byName: true),
        ["unbuilt/subclass without variables, h5"] = (t, c) => t.Throws<ValueError>(c, () => new MyModel().load_weights(t.Base())),
        ["unbuilt/subclass without variables, h5 by_name"] = (t, c) => t.Throws<ValueError>(c, () => new MyModel().load_weights(t.Base(), by_name: true)),
        ["unbuilt/Sequential without input shape, h5"] = (t, c) => t.Throws<ValueError>(c, () => keras.Sequential(Dense("d1", 4)).load_weights(t.Base())),
        ["unbuilt/subclass without variables: save_weights h5"] = (t, c) => t.Throws<ValueError>(c, () => new Chain("features", Dense("d", 3)).save_weights(t.In("a.h5"))),
        ["unbuilt/Sequential without input shape: save_weights h5"] =
            (t, c) => t.Throws<ValueError>(c, () => new Sequential([Dense("d", 3)], "sequential_1").save_weights(t.In("a.h5"))),
        ["unbuilt/subclass without variables: get_weights"] = (t, c) => t.Throws<ValueError>(c, () => new Chain("features", Dense("d", 3)).get_weights()),
        ["missing/h5 file missing"] = (t, c) => t.Throws<FileNotFoundException>(c, () => Mlp().load_weights("nothing.h5"), "nothing.h5"),
        ["missing/.weights.h5 file missing"] = (t, c) => t.Throws<FileNotFoundException>(c, () => Mlp().load_weights("nothing.weights.h5"), "nothing.weights.h5"),
        ["missing/.keras file missing"] = (t, c) => t.Throws<FileNotFoundException>(c, () => Mlp().load_weights("nothing.keras"), "nothing.keras"),
        ["missing/checkpoint missing"] = (t, c) => t.Throws<FileNotFoundException>(c, () => Mlp().load_weights("nothing.ckpt"), "nothing.ckpt"),
        ["missing/checkpoint missing in a missing folder"] = (t, c) => t.Throws<FileNotFoundException>(c, () => Mlp().load_weights("no/such/nothing.ckpt"), "no/such/nothing.ckpt"),
        ["other files/h5 content under the name base.hdf5"] = (t, c) => t.Check(c, Mlp(), file: t.Copy("base.hdf5")),
        ["other files/h5 content under the name base.dat"] = (t, c) => t.Check(c, Mlp(), file: t.Copy("base.dat")),
        ["other files/text file named .h5"] = (t, c) => t.Throws<Hdf5Exception>(c, () => Mlp().load_weights(t.Text("text.h5", "hello, this is text")), "not an HDF5 file"),
        ["other files/text file named .dat"] = (t, c) => t.Throws<Hdf5Exception>(c, () => Mlp().load_weights(t.Text("text.dat", "hello, this is text")), "not an HDF5 file"),
        ["other files/empty .h5"] = (t, c) => t.Throws<Hdf5Exception>(c, () => Mlp().load_weights(t.Text("empty.h5", "")), "empty"),
        ["other files/a folder"] = (t, c) => t.Throws<ValueError>(c, () => Mlp().load_weights(t._folder.Path), "is a folder"),
        ["whole model/load_weights of a whole-model h5"] = (t, c) => t.Check(c, Mlp(), file: t.Whole()),
        ["whole model/the same by_name"] = (t, c) => t.Check(c, Mlp(), file: t.Whole(), byName: true),
        ["save/save_format 'tf' with an .h5 name"] = (t, c) => t.Throws<ValueError>(c, () => Mlp().save_weights("a.h5", save_format: "tf")),
        ["save/unknown save_format"] = (t, c) => t.Throws<ValueError>(c, () => Mlp().save_weights(t.In("a"), save_format: "zip")),
        ["save/save_format 'h5' with a name without extension"] = (t, _) =>
        {
            Mlp().save_weights(t.In("plain"), save_format: "h5");
            Assert.True(Hdf5File.IsHdf5(t.In("plain")));
        },
        ["save/save_weights('w.keras'): content"] = (t, c) =>
        {
            using Hdf5File file = Hdf5File.Open(t.Copy("w.keras"));
            Assert.Equal(c.GetProperty("returns")[1].EnumerateArray().Select(n => n.GetString()), file.Root.Names);
        },
        ["save/load_weights('w.keras') of that file"] = (t, c) => t.Check(c, Mlp(), file: t.Copy("w.keras")),
        ["save/h5 into a missing folder"] = (t, c) => t.Throws<DirectoryNotFoundException>(c, () => Mlp().save_weights(t.In("missing_dir/a.h5")), "missing_dir"),
        ["save/one layer with two weights of the same name"] = (t, c) => t.Throws<ValueError>(c, () => new LayerBag([new Doubled()]).save_weights(t.In("a.h5")), "the name already exists"),
        ["save/a weight name longer than 64512 bytes"] = (t, c) => t.Throws<Hdf5Exception>(c, () => Chained(3, Dense(new string('n', 65_000), 2)).save_weights(t.In("a.h5")), "64512"),
        ["nested/saved trainable, loaded into a trainable `feature`"] = (t, c) => t.Nested(c, "nested", "nested", false),
        ["nested/saved trainable, loaded into a trainable `feature`, by_name"] = (t, c) => t.Nested(c, "nested", "nested", true),
        [$"nested/{FrozenInto}"] = (t, c) => t.Nested(c, "nested", "nested_frozen", false),
        [$"nested/{FrozenInto}, by_name"] = (t, c) => t.Nested(c, "nested", "nested_frozen", true),
        [$"nested/{TrainableInto}"] = (t, c) => t.Nested(c, "nested_frozen", "nested", false),
        [$"nested/{TrainableInto}, by_name"] = (t, c) => t.Nested(c, "nested_frozen", "nested", true),
        ["nested/saved frozen, loaded into a frozen `feature`"] = (t, c) => t.Nested(c, "nested_frozen", "nested_frozen", false),
        ["nested/saved frozen, loaded into a frozen `feature`, by_name"] = (t, c) => t.Nested(c, "nested_frozen", "nested_frozen", true),
        ["nested/two BatchNormalizations of equal size in a nested model, saved trainable, loaded into a frozen one: loads without a word, values in the wrong places"] = (t, c) => t.TwoNorms(c, false),
        ["nested/the same, saved frozen, loaded into a trainable one"] = (t, c) => t.TwoNorms(c, true),
        ["set_weights/too few arrays"] = (t, c) => t.Throws<ValueError>(c, () => Named("m").set_weights([np(3, 4)]), "You called `set_weights(weights)` on layer \"m\" with a weight list of length 1, but the layer was expecting 4 weights."),
        ["set_weights/wrong shape"] = (t, c) => t.Throws<ValueError>(c, () => Named("m").set_weights([np(3, 5), np(4), np(4, 2), np(2)])),
        ["set_weights/layer: too many"] = (t, c) => t.Throws<ValueError>(c, () => Named("m").get_layer("d1").set_weights([np(3, 4), np(4), np(4)]), "You called `set_weights(weights)` on layer \"d1\" with a weight list of length 3, but the layer was expecting 2 weights."),
        ["set_weights/layer: wrong shape"] = (t, c) => t.Throws<ValueError>(c, () => Named("m").get_layer("d1").set_weights([np(4, 3), np(4)])),
    };

    /// <summary>What this library does otherwise or does not have, with the reason.</summary>
    private static readonly Dictionary<string, string> s_otherwise = new()
    {
        ["topological/pathlib.Path"] = "paths are strings",
        ["unbuilt/subclass without variables: save_weights tf"] = Checkpoints,
        ["unbuilt/Sequential without input shape: weights"] = "Weights of an unbuilt model is an empty list: the engine itself asks for it",
        ["missing/load_model of a missing .h5"] = WholeModel,
        ["missing/load_model of a missing .keras"] = WholeModel,
        ["missing/load_model of a missing folder"] = WholeModel,
        ["whole model/load_model of a weights-only h5"] = WholeModel,
        ["whole model/load_weights of a .keras file"] = ThirdLayout,
        ["whole model/load_weights of a .keras file, by_name"] = ThirdLayout,
        ["whole model/load_weights of a .keras file, one layer more"] = ThirdLayout,
        ["whole model/load_weights of a .keras file, one layer less"] = ThirdLayout,
        ["save/weights.h5 into a missing folder"] = ThirdLayout,
        ["save/tf format into a missing folder"] = Checkpoints,
        ["save/model.save h5 into a missing folder"] = WholeModel,
        ["save/model.save .keras into a missing folder"] = WholeModel,
        ["save/tf format: files"] = Checkpoints,
        ["save/tf format twice in one folder: the checkpoint text"] = Checkpoints,
        ["save/subclass model.save('x.h5')"] = WholeModel,
        ["save/subclass model.save('x.keras')"] = WholeModel,
        ["save/include_optimizer with .keras"] = WholeModel,
        ["save/layers named 'a' and 'a/a': the second group exists already as the weight path of the first"] = "saved all the same; Keras reads the file (own test)",
        ["save/overwrite=False, file exists, answer n"] = NoQuestions,
        ["save/overwrite=False, file exists, answers x, y"] = NoQuestions,
        ["save/model.save('x.h5', overwrite=False), file exists, answer n"] = NoQuestions,
        ["save/tf format, overwrite=False, .index exists, answer n"] = Checkpoints,
        ["set_weights/layer: a list instead of arrays"] = "a list of lists is no NDArray: it does not compile",
        ["set_weights/float64 arrays into float32 variables"] = "a test of its own below",
        ["set_weights/layer not built"] = "the values are kept and set when the layer is built",
    };

    private const string Checkpoints = "TensorFlow checkpoints: refused with a text of their own (BadWeightFileTests)";
    private const string WholeModel = "files of whole models are another feature";
    private const string ThirdLayout = ".keras and .weights.h5 are refused with a text of their own (BadWeightFileTests)";
    private const string NoQuestions = "no questions on the console: an existing file is an error";

    private readonly ScratchFolder _folder = new();
    private Dictionary<string, byte[]> _stored = [];

    public static TheoryData<string> Names => [.. s_cases.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_as_Keras(string name)
    {
        keras.backend.clear_session();
        s_cases[name](this, Case(name));
    }

    [Fact]
    public void Every_case_is_tested_or_named_with_a_reason()
    {
        var seen = new HashSet<string>();
        foreach (JsonElement c in GoldenValues.Cases("files/rules", "rules"))
        {
            string name = $"{c.GetProperty("group").GetString()}/{c.GetProperty("case").GetString()}";
            if (c.GetProperty("group").GetString() is "weights.h5" or "custom")
                continue;
            name = seen.Add(name) ? name : name + " #2";
            Assert.True(s_cases.ContainsKey(name) || s_otherwise.ContainsKey(name), name);
        }
        Assert.True(seen.Count > 80);
    }

    [Fact]
    public void Float64_arrays_go_into_float32_weights()
    {
        Model m = Named("m");
        m.set_weights([new NDArray(Enumerable.Repeat(1 / 3.0, 12).ToArray()).reshape(3, 4), np(4), np(4, 2), np(2)]);
        Assert.Equal(0.3333333432674408, m.Weights[0].AsTensor().ToArray<float>()[0]);
    }

    private static JsonElement Case(string name)
    {
        int second = name.EndsWith(" #2", StringComparison.Ordinal) ? 1 : 0;
        return GoldenValues.Cases("files/rules", "rules").Where(c => $"{c.GetProperty("group")}/{c.GetProperty("case")}" == name.Replace(" #2", "", StringComparison.Ordinal)).ElementAt(second);
    }

    private static NDArray np(params int[] shape) => new NDArray(new float[shape.Aggregate(1, (a, b) => a * b)]).reshape(shape);

    private static ILayer Dense(string name, int units, bool bias = true) => keras.layers.Dense(units, activation: (string?)null, use_bias: bias, name: name);

    private static Model Chained(int features, params ILayer[] layers)
    {
        var model = new Sequential(layers);
        model.build((-1, features));
        return model;
    }

    private static Model Mlp(string first = "d1", string second = "d2") => Chained(3, Dense(first, 4), Dense(second, 2));

    private static Model Named(string name)
    {
        Tensors x = keras.Input(3);
        return keras.Model(x, Dense("d2", 2).Apply(Dense("d1", 4).Apply(x)), name);
    }

    private static Model Called(Model model, int features)
    {
        model.Apply(tf.zeros((1, features)));
        return model;
    }

    private static Model BuiltOwner()
    {
        var owner = new Owner();
        owner.build((2, 3));
        return owner;
    }

    private static Model NoOwn() => Called(new Chain("noown", Dense("fc", 4)), 3);

    private string In(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Saves a model and remembers which bytes each of its weights has.</summary>
    private string Stored(Model model, string name = "base.h5", string set = "files/rules/m")
    {
        SavingModels.Filled(model, set);
        _stored = model.Weights.ToDictionary(w => w.Name, SavingModels.Bytes);
        model.save_weights(In(name));
        return In(name);
    }

    private string Base() => Stored(Mlp());

    private string Copy(string name)
    {
        File.Copy(Base(), In(name));
        return In(name);
    }

    private string Text(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private string OwnerFile() => Stored(BuiltOwner(), "owner.h5");

    private string NoOwnFile(string layer = "fc") => Stored(Chained(3, Dense(layer, 4)), "noown.h5");

    /// <summary>A file without the group of the model's own weights and without fitting layers.</summary>
    private string OldFile()
    {
        var file = new Hdf5Writer();
        Hdf5Attributes.WriteStringList(file.Root, "layer_names", []);
        file.Save(In("old.h5"));
        return In("old.h5");
    }

    /// <summary>A whole model's file as far as its weights are concerned.</summary>
    private string Whole()
    {
        Model model = SavingModels.Filled(Mlp(), "files/rules/m");
        _stored = model.Weights.ToDictionary(w => w.Name, SavingModels.Bytes);
        var file = new Hdf5Writer();
        file.Root.SetAttribute("model_config", "{}");
        Tensorflow.Keras.Saving.Hdf5WeightWriter.WriteWeights(file.Root.CreateGroup("model_weights"), model);
        file.Save(In("whole.h5"));
        return In("whole.h5");
    }

    private void ByName(JsonElement c, Model model, bool skipMismatch = false) => Check(c, model, byName: true, skipMismatch: skipMismatch);

    /// <summary>Loads and compares: where each value comes from, or error text and untouched weights; and the warnings.</summary>
    private void Check(JsonElement c, Model model, bool byName = false, bool skipMismatch = false, string? file = null)
    {
        file ??= Base();
        SavingModels.Filled(model, "files/rules/new");
        Dictionary<string, byte[]> own = model.Weights.ToDictionary(w => w.Name, SavingModels.Bytes);
        using Warnings.Capture warnings = Warnings.Listen();
        Exception? error = Record.Exception(() => model.load_weights(file, by_name: byName, skip_mismatch: skipMismatch));
        JsonElement returns = c.Has("returns", out JsonElement r) ? r : default;
        string? expected = c.Has("message", out JsonElement m) ? m.GetString() : r.Has("error", out JsonElement e) ? e.GetString()!.Replace("ValueError: ", "", StringComparison.Ordinal) : null;
        if (expected is not null)
        {
            // Ours adds the layer and the names in the file.
            Assert.StartsWith(expected, Assert.IsType<ValueError>(error).Message, StringComparison.Ordinal);
            Assert.All(model.Weights, w => Assert.Equal(own[w.Name], SavingModels.Bytes(w)));
            return;
        }
        Assert.Null(error);
        foreach (JsonProperty p in returns.EnumerateObject())
            Assert.Equal($"{p.Name}: {p.Value}", $"{p.Name}: {Source(model.Weights.Single(w => w.Name == p.Name), own)}");
        Assert.Equal(returns.EnumerateObject().Count(), model.Weights.Count);
        if (c.Has("log", out JsonElement log))
            Assert.Equal(log.EnumerateArray().Select(l => l.GetString()), warnings.Messages.Select(w => "WARNING: " + w));
        else
            Assert.All(warnings.Messages, w => Assert.Contains("load_weights_by_path", w, StringComparison.Ordinal));
    }

    private string Source(IVariableV1 weight, Dictionary<string, byte[]> own)
    {
        byte[] bytes = SavingModels.Bytes(weight);
        if (bytes.SequenceEqual(own[weight.Name]))
            return "own";
        return _stored.Where(s => s.Value.SequenceEqual(bytes)).Select(s => "file " + s.Key).FirstOrDefault() ?? "neither";
    }

    private void Throws<T>(JsonElement c, Action action, string? text = null)
        where T : Exception
    {
        Assert.True(c.TryGetProperty("exception", out _));
        string message = Assert.Throws<T>(action).Message;
        if (text is null)
            Assert.Equal(c.GetProperty("message").GetString(), message);
        else
            Assert.Contains(text, message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Files(), f => f is "a.h5" or "a");
    }

    private static void TwoOfOneName(RuleTests t, JsonElement c)
    {
        string file = t.Stored(Chained(4, Dense("d1", 4)));
        Model model = Called(new Chain("two", Dense("d1", 4), Dense("d1", 4)), 4);
        model.load_weights(file, by_name: true);
        Assert.All(model.Weights, w => Assert.Equal(t._stored["d1/" + w.Name.Split('/')[^1]], SavingModels.Bytes(w)));
        Assert.Equal(4, model.Weights.Count);
    }

    private void Nested(JsonElement c, string saved, string loaded, bool byName)
    {
        Model from = SavingModels.Build(saved, $"config/{saved}.to_json.txt");
        string file = Stored(from);
        Model into = SavingModels.Build(loaded, $"config/{loaded}.to_json.txt");
        if (saved == loaded)
        {
            Check(c, into, byName, file: file);
            return;
        }
        SavingModels.Filled(into, "files/rules/new");
        byte[][] own = [.. into.Weights.Select(SavingModels.Bytes)];
        using Warnings.Capture warnings = Warnings.Listen();
        // Keras says only "axes don't match array".
        string text = Assert.Throws<ValueError>(() => into.load_weights(file, by_name: byName)).Message;
        Assert.Contains("feature", text, StringComparison.Ordinal);
        Assert.Contains("load_weights_by_path", text, StringComparison.Ordinal);
        Assert.Equal(own, into.Weights.Select(SavingModels.Bytes));
        into.load_weights_by_path(file);
        Assert.All(into.Weights, w => Assert.Equal(_stored[w.Name], SavingModels.Bytes(w)));
    }

    private void TwoNorms(JsonElement c, bool savedFrozen)
    {
        Model Make(bool frozen)
        {
            var inner = new Sequential([keras.layers.BatchNormalization(name: "b1"), keras.layers.BatchNormalization(name: "b2")], "inner");
            Model model = Chained(4, inner);
            inner.trainable = !frozen;
            return model;
        }
        string file = Stored(Make(savedFrozen));
        Check(c, Make(!savedFrozen), file: file);
        Model byPath = Make(!savedFrozen);
        byPath.load_weights_by_path(file);
        Assert.All(byPath.Weights, w => Assert.Equal(_stored[w.Name], SavingModels.Bytes(w)));
    }

    private sealed class Doubled : Layer
    {
        internal Doubled()
        {
            add_weight("w", 2);
            add_weight("w", 2);
            Built = true;
        }

        protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, Tensorflow.Common.Types.IOptionalArgs? optional_args = null) => inputs;
    }
}
