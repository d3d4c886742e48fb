package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.Completion.Token;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VllmDialectTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final String USAGE =
      ",\"usage\":{\"prompt_tokens\":31,\"completion_tokens\":9,\"total_tokens\":40}}";

  private static CompletionRequest request(int n) {
    return new CompletionRequest(
        "m-1",
        Prompt.Text.rendered("Count: "),
        n,
        48,
        new Sampling(0.6, 0.9, 0, 77),
        List.of("##"),
        1,
        "p-3");
  }

  private static List<Prompt> texts(String... texts) {
    return Arrays.stream(texts).<Prompt>map(Prompt.Text::rendered).toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Completion decoded(int n, String answer) {
    return DIALECT.complete(request(n)).decoder().decode(json(answer));
  }

  private static Completion choices(int n, String... choices) {
    return decoded(n, "{\"choices\":[" + String.join(",", choices) + "]" + USAGE);
  }

  private static String choice(int index, String text, String finish, String stop) {
    return """
        {"index":%d,"text":"%s","logprobs":null,"finish_reason":%s,"stop_reason":%s,
         "token_ids":null,"prompt_logprobs":null}"""
        .formatted(index, text, finish, stop);
  }

  private static void malformed(int n, String answer, String message) {
    assertThatThrownBy(() -> decoded(n, answer))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining(message);
  }

  @Test
  void asksForSampledContinuationsAsVllmNamesTheFields() {
    Call<Completion> call = DIALECT.complete(request(3));

    assertThat(call.path()).isEqualTo("/v1/completions");
    assertThat(call.sequences()).isEqualTo(3);
    assertThat(call.affinity()).isEqualTo("p-3");
    assertThat(json(call.body()))
        .isEqualTo(
            json(
                """
                {"model":"m-1","prompt":"Count: ","add_special_tokens":false,"n":3,
                 "max_tokens":48,"temperature":0.6,"top_p":0.9,"seed":77,"stop":["##"],
                 "include_stop_str_in_output":true,"logprobs":1,
                 "top_k":-1,"min_p":0.0,"repetition_penalty":1.0}"""));
  }

  @Test
  void leavesOutWhatIsNotWantedAndLetsTheServerAddSpecialTokensToPlainText() {
    Call<Completion> call =
        DIALECT.complete(
            new CompletionRequest(
                "m-1",
                new Prompt.Text("", "Hi", false),
                1,
                5,
                new Sampling(0, 1, 0, -4),
                List.of(),
                0,
                "p"));

    assertThat(json(call.body()))
        .isEqualTo(
            json(
                """
                {"model":"m-1","prompt":"Hi","add_special_tokens":true,"n":1,"max_tokens":5,
                 "temperature":0.0,"top_p":1.0,"seed":-4,
                 "top_k":-1,"min_p":0.0,"repetition_penalty":1.0}"""));
  }

  @Test
  void readsEndingsLogProbabilitiesAndTokenCounts() {
    Completion completion =
        decoded(
            2,
            """
            {"id":"cmpl-7","object":"text_completion","created":1,"model":"m-1","choices":[
              {"index":0,"text":"one##","finish_reason":"stop","stop_reason":"##",
               "logprobs":{"text_offset":[0,3],"tokens":["one","##"],
                 "token_logprobs":[-0.25,-0.5],"top_logprobs":[{"one":-0.25},{"##":-0.5}]},
               "token_ids":[4,5],"prompt_token_ids":[1]},
              {"index":1,"text":"done","finish_reason":"stop","stop_reason":null,
               "logprobs":{"text_offset":[0,4],"tokens":["done","<|end|>"],
                 "token_logprobs":[-1.5,-9999.0],"top_logprobs":[{},{}]}}],
             "usage":{"prompt_tokens":40,"completion_tokens":4,"total_tokens":44,
               "prompt_tokens_details":{"cached_tokens":32},"completion_tokens_details":null},
             "service_tier":null,"kv_transfer_params":null}""");

    assertThat(completion.tokens()).isEqualTo(new TokenCount(40, 32, 4));
    Choice first = completion.choices().get(0);
    assertThat(first.text()).isEqualTo("one##");
    assertThat(first.ending()).isEqualTo(Ending.STOP);
    assertThat(first.tokenCount()).isEqualTo(2);
    assertThat(first.logProb()).isCloseTo(-0.75, within(1e-12));
    assertThat(first.tokens())
        .containsExactly(
            new Token("one", -0.25, List.of(new Alternative("one", -0.25))),
            new Token("##", -0.5, List.of(new Alternative("##", -0.5))));
    Choice second = completion.choices().get(1);
    assertThat(second.text()).isEqualTo("done");
    assertThat(second.ending()).isEqualTo(Ending.END);
    assertThat(second.tokenCount()).isEqualTo(2);
    assertThat(second.logProb()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void readsALengthEndingAndAnEndTokenOfAnId() {
    Completion completion =
        choices(2, choice(0, "cut of", "\"length\"", "null"), choice(1, "bye", "\"stop\"", "17"));

    assertThat(completion.choices().get(0).ending()).isEqualTo(Ending.LENGTH);
    assertThat(completion.choices().get(1).ending()).isEqualTo(Ending.END);
  }

  @Test
  void knowsNoLogProbabilityWhereNoneWasTold() {
    Choice choice = choices(1, choice(0, "a", "\"length\"", "null")).choices().get(0);

    assertThat(choice.tokenCount()).isNull();
    assertThat(choice.logProb()).isNull();
    assertThat(choice.tokens()).isEmpty();
  }

  @Test
  void takesAChoicesOwnSumsWhereThereAreNoTokens() {
    Choice choice =
        choices(
                1,
                """
                {"index":0,"text":"a","finish_reason":"length","completion_tokens":6,
                 "cumulative_logprob":-3.5}""")
            .choices()
            .get(0);

    assertThat(choice.tokenCount()).isEqualTo(6);
    assertThat(choice.logProb()).isEqualTo(-3.5);
  }

  @Test
  void ordersChoicesByTheirIndex() {
    Completion completion =
        choices(
            3,
            choice(2, "c", "\"length\"", "null"),
            choice(0, "a", "\"length\"", "null"),
            choice(1, "b", "\"length\"", "null"));

    assertThat(completion.choices()).extracting(Choice::text).containsExactly("a", "b", "c");
  }

  @Test
  void putsAStopStringBackThatTheServerCutOff() {
    assertThat(choices(1, choice(0, "one", "\"stop\"", "\"##\"")).choices().get(0).text())
        .isEqualTo("one##");
  }

  @Test
  void refusesAStopReasonThatIsNoneOfTheStopStrings() {
    malformed(
        1,
        "{\"choices\":[" + choice(0, "one", "\"stop\"", "\"other\"") + "]" + USAGE,
        "none of the stop strings");
  }

  @Test
  void refusesMissingAndDoubleAndSurplusChoices() {
    String a = choice(0, "a", "\"length\"", "null");
    String b = choice(1, "b", "\"length\"", "null");

    malformed(3, "{\"choices\":[" + a + "," + b + "]" + USAGE, "2 choices of 3 asked for");
    malformed(2, "{\"choices\":[" + a + "," + b + "," + a + "]" + USAGE, "two choices of index 0");
    malformed(1, "{\"choices\":[" + a + "," + b + "]" + USAGE, "index 1 of 1");
    malformed(1, "{\"choices\":[]" + USAGE, "0 choices of 1 asked for");
    malformed(1, "{\"choices\":null" + USAGE, "without a list \"choices\"");
    malformed(1, "[]", "without a list \"choices\"");
    malformed(1, "7", "without a list \"choices\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"abort\"", "\"tool_calls\""})
  void refusesAChoiceThatTheServerGaveUp(String reason) {
    malformed(
        1,
        "{\"choices\":[" + choice(0, "a", reason, "null") + "]" + USAGE,
        "finish_reason " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'index':0,'text':null,'finish_reason':'stop'} | without a text `text`",
        "{'index':0,'text':5,'finish_reason':'stop'} | without a text `text`",
        "{'index':0,'text':'a','finish_reason':null} | without a text `finish_reason`",
        "{'index':'0','text':'a','finish_reason':'stop'} | index",
        "{'index':-1,'text':'a','finish_reason':'stop'} | index",
        "{'text':'a','finish_reason':'stop'} | index",
        "'a' | index",
        "{'index':0,'text':'a','finish_reason':'stop','logprobs':{'tokens':['a'],'token_logprobs':[null]}} | log-probability",
        "{'index':0,'text':'a','finish_reason':'stop','logprobs':{'tokens':['a'],'token_logprobs':['NaN']}} | log-probability",
        "{'index':0,'text':'a','finish_reason':'stop','logprobs':{'tokens':['a'],'token_logprobs':[1e999]}} | log-probability",
        "{'index':0,'text':'a','finish_reason':'stop','logprobs':{'tokens':[null],'token_logprobs':[-1]}} | token",
        "{'index':0,'text':'a','finish_reason':'stop','logprobs':{'tokens':['a','b'],'token_logprobs':[-1]}} | 2 tokens with 1 log-probabilities",
        "{'index':0,'text':'a','finish_reason':'stop','logprobs':{'tokens':['a']}} | token_logprobs",
      })
  void refusesWrongTypesInAChoice(String choice, String message) {
    malformed(
        1,
        "{\"choices\":[" + choice.replace('\'', '"') + "]" + USAGE,
        message.replace('`', '"').replace("` ", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"prompt_tokens\":3}",
        "{\"prompt_tokens\":\"3\",\"completion_tokens\":2}",
        "{\"prompt_tokens\":3,\"completion_tokens\":-2}"
      })
  void refusesACompletionThatDoesNotTellItsTokens(String usage) {
    malformed(
        1,
        "{\"choices\":[" + choice(0, "a", "\"length\"", "null") + "],\"usage\":" + usage + "}",
        "_tokens");
  }

  @Test
  void asksForRewardsOfSeveralTextsAndOrdersThemByIndex() {
    Call<Pooling> call = DIALECT.pool("prm", texts("x", "y"), "p-9");

    assertThat(call.path()).isEqualTo("/pooling");
    assertThat(call.sequences()).isEqualTo(2);
    assertThat(call.affinity()).isEqualTo("p-9");
    assertThat(json(call.body()))
        .isEqualTo(
            json(
                """
                {"model":"prm","task":"token_classify","input":["x","y"],
                 "add_special_tokens":false}"""));
    Pooling pooling =
        call.decoder()
            .decode(
                json(
                    """
                    {"object":"list","data":[
                      {"index":1,"object":"pooling","data":[[0.5,0.5],[1,0]]},
                      {"index":0,"object":"pooling","data":[[0.25,0.75]]}],
                     "usage":{"prompt_tokens":8,"total_tokens":8,"completion_tokens":0,
                       "prompt_tokens_details":null}}"""));
    assertThat(pooling.rows())
        .containsExactly(
            List.of(List.of(0.25, 0.75)), List.of(List.of(0.5, 0.5), List.of(1.0, 0.0)));
    assertThat(pooling.tokens()).isEqualTo(new TokenCount(8, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'index':0,'data':[[0,1]]}] | 1 results of 2 asked for",
        "[{'index':0,'data':[[0,1]]},{'index':0,'data':[[1,0]]},{'index':1,'data':[]}] | two results of index 0",
        "[{'index':0,'data':[[0,1]]},{'index':2,'data':[]}] | index 2 of 2",
        "[{'index':0,'data':[['a',1]]},{'index':1,'data':[]}] | a score that is no number",
        "[{'index':0,'data':[[null,1]]},{'index':1,'data':[]}] | a score that is no number",
        "[{'index':0,'data':[0.5]},{'index':1,'data':[]}] | list",
        "[{'index':0,'data':'b64'},{'index':1,'data':[]}] | without a list",
        "{} | without a list",
      })
  void refusesRewardsThatAreNotOneListPerText(String data, String message) {
    String answer =
        "{\"data\":%s,\"usage\":{\"prompt_tokens\":4}}".formatted(data.replace("'", "\""));

    assertThatThrownBy(
            () -> DIALECT.pool("prm", texts("x", "y"), "p").decoder().decode(json(answer)))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining(message);
  }

  @Test
  void listsTheModelsOfAServer() {
    Call<List<String>> call = DIALECT.models();

    assertThat(call.path()).isEqualTo("/v1/models");
    assertThat(call.body()).isEmpty();
    assertThat(
            call.decoder()
                .decode(json("{\"object\":\"list\",\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}")))
        .containsExactly("a", "b");
  }

  private static WorkerException error(int status, String body) {
    return DIALECT.error("http://gpu-1", status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'message':'no such thing','type':'X','param':null,'code':400}}",
        "{'object':'error','message':'no such thing','type':'X','param':null,'code':400}",
        "{'error':'no such thing'}",
        "{'detail':'no such thing'}",
        "no such thing",
      })
  void repeatsTheServersWordsOfEveryErrorBody(String body) {
    assertThat(error(400, body.replace('\'', '"')))
        .hasMessage("http://gpu-1: HTTP 400: no such thing");
  }

  @Test
  void saysOnlyTheStatusOfAnErrorWithoutWords() {
    assertThat(error(503, "")).hasMessage("http://gpu-1: HTTP 503");
    assertThat(error(500, "{}")).hasMessage("http://gpu-1: HTTP 500");
    assertThat(error(500, "[1]")).hasMessage("http://gpu-1: HTTP 500");
  }

  @Test
  void shortensLongWordsToOneLine() {
    String message = error(500, "line\n".repeat(200)).getMessage();

    assertThat(message).doesNotContain("\n").endsWith(" ...").hasSizeLessThan(350);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | This model's maximum context length is 64 tokens. However, 90 were wanted. | CONTEXT_TOO_LONG",
        "400 | You passed 60 input tokens. However, the model's context length is only 64 tokens. | CONTEXT_TOO_LONG",
        "400 | n must be 1 when using greedy sampling, got 2. | REFUSED",
        "413 | The prompt exceeds the available context size | CONTEXT_TOO_LONG",
        "422 | Undecodable | REFUSED",
        "401 | Unauthorized | REFUSED",
        "404 | The model `m` does not exist. | REFUSED",
        "408 | Too slow | OVERLOADED",
        "429 | Slow down | OVERLOADED",
        "500 | Engine died | SERVER_ERROR",
        "501 | Not implemented | REFUSED",
        "502 | Bad gateway | SERVER_ERROR",
        "503 | Queue full | OVERLOADED",
        "302 | Elsewhere | REFUSED",
      })
  void tellsTheKindOfAnErrorByStatusAndWords(int status, String words, Kind kind) {
    assertThat(error(status, words).kind()).isEqualTo(kind);
    assertThat(error(status, "{\"error\":{\"message\":\"" + words + "\"}}").kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "2 | PT2S",
        "0.5 | PT0.5S",
        "Thu, 01 Jan 1998 00:00:00 GMT | PT0S",
        "Fri, 01 Jan 2100 00:00:00 GMT | PT1H",
        "999999999 | PT1H",
        "soon | none",
        "-3 | none",
      })
  void readsTheWaitThatAServerAsksForInSecondsOrAsADate(String header, Duration wait) {
    WorkerException busy =
        DIALECT.error("http://gpu-1", 429, Map.of("retry-after", List.of(header)), new byte[0]);

    assertThat(busy.retryAfter()).isEqualTo(wait);
  }
}
