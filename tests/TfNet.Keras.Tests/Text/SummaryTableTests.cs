using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Text;
using TfNet.Goldens;

namespace TfNet.Keras.Tests.Text;

public class SummaryTableTests
{
    // Numbers of eight bytes among the non-trainable ones: index tables of Swin, the count of a Normalization layer.
    private static readonly Dictionary<string, long> s_int64 = new()
    {
        ["swin_tiny"] = 28812,
        ["efficientnet_b0"] = 1,
        ["keras_efficientnet_b0"] = 1,
    };

    [Fact]
    public void Dialect_C_prints_every_golden_text_again()
    {
        int texts = 0;
        foreach (JsonElement entry in Index("tf2.15"))
        {
            string file = GoldenFolder.Path("summary", "tf2.15", entry.GetProperty("file").Text());
            if (!File.Exists(file))
                continue;
            string golden = File.ReadAllText(file);
            (SummaryModel model, SummaryOptions options) = Describe(entry, golden);
            Assert.Equal(entry.GetProperty("params").GetInt64(), model.Totals.Trainable + model.Totals.NonTrainable);
            Assert.Equal((file, golden), (file, SummaryTable.Text(model, options)));
            texts++;
        }
        Assert.Equal(GoldenFolder.Cases(Path.Combine("summary", "tf2.15"), ".txt").Count, texts);
        Assert.True(texts >= 70);
    }

    [Fact]
    public void Dialect_B_prints_the_same_models_as_its_golden_texts()
    {
        int texts = 0;
        foreach (JsonElement entry in Index("tf2.15"))
        {
            string name = entry.GetProperty("file").Text();
            string file = GoldenFolder.Path("summary", "tf2.12", name), source = GoldenFolder.Path("summary", "tf2.15", name);
            if (!File.Exists(file) || !File.Exists(source))
                continue;
            (SummaryModel model, SummaryOptions options) = Describe(entry, File.ReadAllText(source));
            Assert.Equal((file, File.ReadAllText(file)), (file, SummaryTable.Text(model, options with { Dialect = SummaryDialect.B })));
            texts++;
        }
        Assert.Equal(GoldenFolder.Cases(Path.Combine("summary", "tf2.12"), ".txt").Count, texts);
    }

    [Fact]
    public void Dialect_A_cuts_its_cells()
    {
        SummaryModel model = Describe("alexnet_v1.txt");
        string[] lines = AlexNetOfTf24.Split('\n');
        // Rows fill their line with blanks, which source files do not keep.
        IEnumerable<string> expected = lines.Select((l, i) => i is 0 or > 37 ? l : l.PadRight(65));
        Assert.Equal(expected, SummaryTable.Lines(model, new SummaryOptions { Dialect = SummaryDialect.A }));
        SummaryOptions[] later = [new() { ExpandNested = true }, new() { ShowTrainable = true }, new() { LayerRange = ("a", "b") }];
        foreach (SummaryOptions options in later)
            Assert.Throws<ValueError>(() => SummaryTable.Text(model, options with { Dialect = SummaryDialect.A }));
    }

    [Fact]
    public void Dialect_A_prints_further_connections_on_lines_of_their_own()
    {
        SummaryModel model = Describe("edge_shared.txt");
        string[] lines = [.. SummaryTable.Lines(model, new SummaryOptions { Dialect = SummaryDialect.A })];
        string rule = new('_', 98);
        string[] expected =
        [
            "Layer (type)                    Output Shape         Param #     Connected to                     ",
            new('=', 98),
            "left (InputLayer)               [(None, 4, 4, 2)]    0                                            ",
            rule,
            "right (InputLayer)              [(None, 4, 4, 2)]    0                                            ",
            rule,
            "shared_conv (Conv2D)            (None, 4, 4, 3)      9           left[0][0]                       ",
            "                                                                 right[0][0]                      ",
            rule,
        ];
        Assert.Equal(expected, lines[2..11]);
        string last = "two (Dense)                     (None, 3)            27          global_average_pooling2d[0][0]   ";
        Assert.Equal([last, new('=', 98), "Total params: 294"], lines[^6..^3]);
    }

    [Fact]
    public void A_description_made_by_hand_prints_the_golden_text()
    {
        var model = new SummaryModel(
            "my_model",
            [
                new SummaryRow("conv2d", "Conv2D", SummaryShape.Multiple, 320),
                new SummaryRow("flatten", "Flatten", SummaryShape.Multiple, 0),
                new SummaryRow("dense", "Dense", SummaryShape.Multiple, 2769024),
                new SummaryRow("dense_1", "Dense", SummaryShape.Multiple, 1290),
            ],
            SummaryForm.IsConnected(false, false, []),
            new SummaryTotals(2770634, 0, 4 * 2770634, 0));
        Assert.Equal(File.ReadAllText(GoldenFolder.Path("summary", "tf2.15", "my_model_called.txt")), SummaryTable.Text(model));
    }

    [Fact]
    public void Chains_take_the_simple_form()
    {
        object[] layers = ["a", "b", "c"];
        SummaryNode[] chain = [new(2, 0, layers[0]), new(1, 1, layers[1]), new(0, 1, layers[2])];
        Assert.False(SummaryForm.IsConnected(false, true, chain));
        Assert.False(SummaryForm.IsConnected(true, true, [.. chain, new(0, 2, layers[1])]));
        Assert.False(SummaryForm.IsConnected(false, false, [.. chain, new(0, 2, layers[1])]));
        Assert.True(SummaryForm.IsConnected(false, true, [chain[0], chain[1], new(0, 2, layers[2])]));
        Assert.True(SummaryForm.IsConnected(false, true, [.. chain, new(0, 1, "d")]));
        Assert.True(SummaryForm.IsConnected(false, true, [chain[0], chain[1], new(0, 1, layers[1])]));
    }

    [Fact]
    public void Shapes_print_as_in_Python()
    {
        string image = SummaryShape.Of([null, 224, 224, 3]);
        Assert.Equal("(None, 224, 224, 3)", image);
        Assert.Equal("[(None, 224, 224, 3)]", SummaryShape.List([image]));
        Assert.Equal("((None,), (2, 3))", SummaryShape.Tuple([SummaryShape.Of([null]), SummaryShape.Of([2, 3])]));
        Assert.Equal("{'a': ()}", SummaryShape.Dictionary([new("a", SummaryShape.Of([]))]));
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused()
    {
        SummaryModel model = Describe("alexnet_v1.txt");
        (SummaryOptions Options, string Message)[] cases =
        [
            (new() { LineLength = 8 }, "positions: expected room for every column; received 8 with columns ending at 3, 6, 8"),
            (new() { Positions = [.5, .4, 1] }, "columns ending at 32, 26, 65"),
            (new() { Positions = [.5, 1] }, "argument positions: expected 3 numbers, one a column; received 2"),
            (new() { LayerRange = ("nope", "dense") }, "expected expressions that match names of layers; received ('nope', 'dense')"),
            (new() { LayerRange = ("(", "dense") }, "argument layer_range: expected a regular expression; received '('"),
        ];
        foreach ((SummaryOptions options, string message) in cases)
            Assert.Contains(message, Assert.Throws<ValueError>(() => SummaryTable.Text(model, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layer_range_works_both_ways_round_and_from_the_start_of_the_name()
    {
        SummaryModel model = Describe("alexnet_v1.txt");
        string golden = File.ReadAllText(GoldenFolder.Path("summary", "tf2.15", "alexnet_v1.range.txt"));
        Assert.Equal(golden, SummaryTable.Text(model, new SummaryOptions { LayerRange = ("conv2d", "max_pooling2d_1") }));
        string forward = SummaryTable.Text(model, new SummaryOptions { LayerRange = ("conv2d$", "dropout$") });
        Assert.Equal(forward, SummaryTable.Text(model, new SummaryOptions { LayerRange = ("dropout$", "conv2d$") }));
    }

    [Fact]
    public void An_empty_model_prints_its_totals()
    {
        var model = new SummaryModel("empty", [], false, new SummaryTotals(0, 0, 0, 0));
        string text = SummaryTable.Text(model, new SummaryOptions { ExpandNested = true });
        Assert.Contains("Total params: 0 (0.00 Byte)\n", text, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Index(string folder) =>
        JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("summary", folder, "index.json")))
            .RootElement.GetProperty("summaries").EnumerateArray();

    private static SummaryModel Describe(string file)
    {
        JsonElement entry = Index("tf2.15").Single(e => e.GetProperty("file").Text() == file);
        return Describe(entry, File.ReadAllText(GoldenFolder.Path("summary", "tf2.15", file))).Model;
    }

    private static (SummaryModel Model, SummaryOptions Options) Describe(JsonElement entry, string golden)
    {
        JsonElement a = entry.GetProperty("arguments");
        double[]? positions = a.Find("positions")?.EnumerateArray().Select(p => p.GetDouble()).ToArray();
        bool trainable = a.Find("show_trainable")?.GetBoolean() ?? false;
        var options = new SummaryOptions
        {
            LineLength = a.Find("line_length")?.GetInt32(),
            Positions = positions,
            ExpandNested = a.Find("expand_nested")?.GetBoolean() ?? false,
            ShowTrainable = trainable,
            LayerRange = a.Find("layer_range") is { } range ? (range[0].Text(), range[1].Text()) : null,
        };
        long int64 = s_int64.GetValueOrDefault(entry.GetProperty("network").Text());
        return (new SummaryParser(golden, trainable, positions).Parse(int64), options);
    }

    private const string AlexNetOfTf24 = """
        Model: "model"
        _________________________________________________________________
        Layer (type)                 Output Shape              Param #
        =================================================================
        input_1 (InputLayer)         [(None, 224, 224, 3)]     0
        _________________________________________________________________
        zero_padding2d (ZeroPadding2 (None, 227, 227, 3)       0
        _________________________________________________________________
        conv2d (Conv2D)              (None, 55, 55, 48)        17472
        _________________________________________________________________
        max_pooling2d (MaxPooling2D) (None, 27, 27, 48)        0
        _________________________________________________________________
        conv2d_1 (Conv2D)            (None, 27, 27, 128)       153728
        _________________________________________________________________
        max_pooling2d_1 (MaxPooling2 (None, 13, 13, 128)       0
        _________________________________________________________________
        conv2d_2 (Conv2D)            (None, 13, 13, 192)       221376
        _________________________________________________________________
        conv2d_3 (Conv2D)            (None, 13, 13, 192)       331968
        _________________________________________________________________
        conv2d_4 (Conv2D)            (None, 13, 13, 128)       221312
        _________________________________________________________________
        max_pooling2d_2 (MaxPooling2 (None, 6, 6, 128)         0
        _________________________________________________________________
        flatten (Flatten)            (None, 4608)              0
        _________________________________________________________________
        dropout (Dropout)            (None, 4608)              0
        _________________________________________________________________
        dense (Dense)                (None, 2048)              9439232
        _________________________________________________________________
        dropout_1 (Dropout)          (None, 2048)              0
        _________________________________________________________________
        dense_1 (Dense)              (None, 2048)              4196352
        _________________________________________________________________
        dense_2 (Dense)              (None, 5)                 10245
        _________________________________________________________________
        softmax (Softmax)            (None, 5)                 0
        =================================================================
        Total params: 14,591,685
        Trainable params: 14,591,685
        Non-trainable params: 0
        _________________________________________________________________
        """;
}
